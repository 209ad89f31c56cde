# ポリシーによる拒否の枠と対処方法。違反そのものは policy.ftl にある。

refusal = ポリシー { $policies } により拒否されました
refusal-line = { $found }。{ $required }  [{ $citation }]
policy-name = { $id }（通番 { $serial }）

refusal-label-hint = --label で格付を指定してください（例：--label C2I2A1）。格付とその問いは fuin policy show で表示できます
refusal-recipient-hint = fuin recipient add NAME CERT.crt
refusal-lowered-hint = いずれも同じか、より高く指定してください。ラベルを下げられるのは作成者だけです
refusal-encrypt-hint = fuin seal FILE -r NAME
refusal-strength-hint = より強い鍵を使うか（fuin key new NAME --algorithm ecdsa-p384）、より強い鍵の証明書を宛先から受け取ってください
refusal-ended-hint = 署名者に改めて署名を求め{ $contact-id ->
    [none] てください
   *[other] るか、{ $contact } に問い合わせてください
}。暗号方式の期限より長く保つ署名には、期限前のタイムスタンプが必要です：fuin extend FILE
refusal-contact-hint = { $contact } に問い合わせてください
