# ポリシーの判断：コードごと。違反には「分かったこと（-found）」と「求められること（-required）」の二つがある。
# 警告と説明の各段は一つ。

## 有効期間

policy-clock = 端末の時計は { $today } で、ポリシーの発行日 { $issued } より前です
policy-clock-found = 端末の時計は { $today } で、ポリシーの発行日 { $issued } より前です
policy-clock-required = 時計を正しく合わせてください
policy-expired = ポリシーの有効期限は { $expires } でした
policy-expired-found = ポリシーの有効期限は { $expires } でした
policy-expired-required = 新しい通番のポリシーを導入してください
policy-expires-soon = ポリシーの有効期限は { $expires } です。その後は全て拒否されます

## 証明書

policy-certificate-expires = { $subject }の証明書の有効期限は { $end } です。その日を過ぎると使えません

## ラベル

policy-label-missing-found = ラベルがありません
policy-label-missing-required = 全てのファイルにラベルが必要です（例：--label { $example }）
policy-label-policy-found = ラベルはラベルポリシー { $policy } のものです
policy-label-policy-required = { $required } のラベルが必要です
policy-label-grade-found = ラベルの{ axis-name }の値 { $number } は格付ではありません
policy-label-grade-required = 格付は { $known } です
policy-label-restriction-found = 取扱制限 { $restriction } はポリシーにないか、値が誤っています
policy-label-restriction-required = ポリシーにある取扱制限だけを、正しい値で指定できます
policy-label-conflict-found = 取扱制限 { $first } と { $second } は両立しません
policy-label-conflict-required = どちらか一方だけにしてください
policy-label-malformed-found = ラベルを使えません：{ $problem }
policy-label-malformed-required = 正しい形式のラベルが必要です
policy-label-lowered-found = このファイルには既にラベル { $label } が付いています
policy-label-lowered-required = 新しいラベルでは、格付、取扱制限及び期日を同じに保つか、高くしなければなりません

## 取扱制限

policy-restriction-send-found = ラベルに取扱制限 { $restriction } があります
policy-restriction-send-required = 送信してはなりません
policy-restriction-encrypt-found = ラベルに取扱制限 { $restriction } があります
policy-restriction-encrypt-required = 封印（暗号化）しなければなりません
policy-restriction-forward-found = 封印されたファイルから取り出した内容で、ラベルに { $restriction } があります
policy-restriction-forward-required = 転送してはなりません
policy-restriction-distribute-found = 封印されたファイルから取り出した内容で、ラベルに { $restriction } があります
policy-restriction-distribute-required = 他に配布してはなりません
policy-restriction-takeout-found = 出力先が取り外せる媒体、同期フォルダー又はネットワーク共有で、ラベルに { $restriction } があります
policy-restriction-takeout-required = 取扱区域から持ち出してはなりません
policy-restriction-readers-found = 「{ $recipient }」は閲覧者「{ $group }」に含まれません
policy-restriction-readers-required = 閲覧者だけが受け取れます
policy-restriction-not-a-reader-found = ここの証明書は閲覧者「{ $group }」に含まれません
policy-restriction-not-a-reader-required = 閲覧者だけが開けます
policy-restriction-dispose-by-found = ラベルに { $restriction } があり、その日を過ぎています
policy-restriction-dispose-by-required = 廃棄しなければならず、もう開くことも渡すこともできません
policy-restriction-read-once-found = ラベルに { $restriction } があり、このファイルはここで既に開かれています
policy-restriction-read-once-required = 開けるのは一度だけで、読んだ後は廃棄しなければなりません
policy-restriction-keep-found = ラベルに { $restriction } があります
policy-restriction-keep-required = その日を過ぎるまで廃棄してはなりません
policy-restriction-delete-found = ラベルに取扱制限 { $restriction } があります
policy-restriction-delete-required = 廃棄してはなりません
policy-restriction-permission-found = ラベルに取扱制限 { $restriction } があります
policy-restriction-permission-required = 作成者の許可を示してください（例：--permission { $restriction }=REFERENCE）
policy-restriction-permitted = { $restriction }：あなたの申告により、作成者の許可を得たものとして扱いました

## 暗号アルゴリズム

policy-algorithm-unlisted-found = { $subject }の { $algorithm } はポリシーにありません
policy-algorithm-unlisted-required = ポリシーにある暗号アルゴリズムだけを使えます
policy-algorithm-never-found = { $subject }の { $algorithm }
policy-algorithm-never-required = { $use-id ->
    [write] { $algorithm } で作成することはできません
    [open] { $algorithm } のものを開くことはできません
    [rely] { $algorithm } に依拠することはできません
   *[verify] { $algorithm } を受け入れることはできません
}
policy-algorithm-cutoff-found = { $subject }の { $algorithm }（{ $day } で判断）
policy-algorithm-cutoff-required = { $use-id ->
    [write] { $algorithm } で作成できるのは { $end } より前だけです
    [open] { $algorithm } のものを開けるのは { $end } より前だけです
    [rely] { $algorithm } に依拠できるのは { $end } より前だけです
   *[verify] { $algorithm } を受け入れられるのは { $end } より前だけです
}
policy-algorithm-cutoff-near = { $subject }の { $algorithm } は { $end } から拒否されます
policy-algorithm-horizon-found = { $subject }の { $algorithm } は { $needed } まで保つ必要があります
policy-algorithm-horizon-required = これで保護するものは { $end } より後まで保つ必要があってはなりません
policy-algorithm-old = { $subject }の { $algorithm } は読むことはできますが、作成にはもう使われません
policy-algorithm-monitored = { $subject }の { $algorithm } は互換性のためだけに残されています（運用監視）
policy-key-size-too-small-found = { $bits-id ->
    [unknown] { $subject }の鍵の長さが分かりません
   *[other] { $subject }の RSA 鍵は { $bits } ビットです
}
policy-key-size-too-small-required = { $least } ビット以上が必要です

## セキュリティ強度

policy-strength-unknown-found = { $subject }の { $algorithm } のセキュリティ強度が分かりません
policy-strength-unknown-required = 強度の分かっている暗号アルゴリズムと鍵だけを使えます
policy-strength-too-low-found = { $subject }の { $algorithm } のセキュリティ強度は { $bits } ビットです
policy-strength-too-low-required = { $day } まで（{ $from }～{ $to } 年の欄）は{ $least-id ->
    [0] どの強度でも足りません
   *[other]  { $least } ビット以上が必要です
}{ $instead-id ->
    [none] {""}
   *[other] （例：{ $instead }）
}
policy-strength-finish = { $subject }の { $algorithm } のセキュリティ強度は { $bits } ビットです。{ $from }～{ $to } 年の間に、より強いものへの移行を終えなければなりません
policy-strength-allow = { $subject }の { $algorithm } のセキュリティ強度は { $bits } ビットです。{ $from }～{ $to } 年は既存のものに限り許容されます
policy-strength-beyond = { $subject }の { $algorithm } のセキュリティ強度は { $bits } ビットです。{ $to } 年より後のことは分かっていません
policy-horizon-missing-found = ラベルに { $horizon } がなく、その格付に既定値もありません
policy-horizon-missing-required = 期日を指定してください（例：--{ $horizon } 2035-03-31）

## 規則

# 何が求めているか：他のメッセージから使う。
policy-asker = { $label-id ->
    [none] ポリシー
   *[other] ラベル { $label }{ " " }
}
# 軸の名前：他のメッセージから使う。
axis-name = { $axis-id ->
    [confidentiality] 機密性
    [integrity] 完全性
    [availability] 可用性
   *[other] { $axis }
}
policy-rule-encrypt-found = 署名だけではファイルは暗号化されません
policy-rule-encrypt-required = { policy-asker }は暗号化を求めています。封印してください
policy-rule-encrypt-forbidden-found = 封印するとファイルは暗号化されます
policy-rule-encrypt-forbidden-required = { policy-asker }は暗号化を禁じています
policy-rule-sign-found = メッセージに署名がありません
policy-rule-sign-required = { policy-asker }は署名を求めています
policy-rule-sign-forbidden-found = { $operation-id ->
    [seal] 封印には署名が伴います
   *[sign] 署名しようとしています
}
policy-rule-sign-forbidden-required = { policy-asker }は署名を禁じています
policy-rule-min-strength-found = { $subject }の { $algorithm } のセキュリティ強度は { $bits } ビットです
policy-rule-min-strength-required = { policy-asker }は { $least } ビット以上を求めています
policy-rule-acknowledge-found = 取扱制限の確認が示されていません
policy-rule-acknowledge-required = { policy-asker }は確認を求めています。読んだ上で --acknowledge を付けてください
policy-rule-signature-level-found = 署名の水準は { $found } です
policy-rule-signature-level-required = { policy-asker }は水準 { $least } を求めています
policy-rule-timestamp-found = 署名にタイムスタンプがありません
policy-rule-timestamp-required = { policy-asker }はタイムスタンプを求めています
policy-rule-file-name-found = 名前「{ $name }」から中のファイルの名前が分かります
policy-rule-file-name-required = 外側の名前は中身を示さないものでなければなりません。-o を省くか、別の名前にしてください
policy-rule-key-storage-found = 署名者の鍵はファイルにあります
policy-rule-key-storage-required = { policy-asker }はトークンの鍵を求めています
policy-rule-recovery-recipient-found = 集団「recovery」の宛先がありません
policy-rule-recovery-recipient-required = { policy-asker }は、ファイルを復旧できるよう、その宛先を求めています
policy-recipient-unlisted-found = 「{ $recipient }」は宛先名簿にありません
policy-recipient-unlisted-required = { policy-asker }は全ての宛先が名簿にあることを求めています
policy-recipient-group-found = 「{ $recipient }」は集団「{ $group }」に含まれません
policy-recipient-group-required = { policy-asker }は宛先をその集団に限っています
policy-measure-missing-found = メッセージに措置「{ $measure-id ->
    [signature] 署名
    [label] ラベル
    [signing-time] 署名時刻
    [signing-certificate] 署名証明書の識別
    [algorithm-protection] アルゴリズムの保護
    [mime-type] 内容の種類
    [file-name] ファイル名
    [intended-recipients] 意図した宛先
    [policy-reference] ポリシーの参照
    [key-commitment] 鍵コミットメント
    [authenticated-attributes] 認証付き属性
   *[other] { $measure }
}」がありません
policy-measure-missing-required = ポリシーは全てのメッセージにこれを求めています

## 説明の各段

policy-step-algorithm = { $subject }の { $algorithm }：{ $use-id ->
    [write] 作成に使えるか
    [open] 開いてよいか
    [rely] 頼ってよいか
   *[verify] 認めてよいか
} → { $cutoff-id ->
    [always] いつでも可
    [never] 不可
    [warn] 警告付きで可
   *[other] { $cutoff } より前の日に限り可
}
policy-step-strength = { $subject }の { $algorithm } のセキュリティ強度は { $bits } ビットです。{ $day } まで保つ必要があるため、表の { $from }～{ $to } 年の欄で判断します：{ $standing-id ->
    [ok] 足ります
    [finish] 足りますが、{ $to } 年の終わりまでにより強いものへ移行しなければなりません
    [allow] 既にあるものに限り許容されます
   *[no] 足りません
}
policy-step-horizon = { $horizon-id ->
    [keep-until] 署名は { $day } まで有効でなければなりません
   *[confidential-until] 内容は { $day } まで秘密でなければなりません
}{ $origin-id ->
    [label] （ラベルの指定）
   *[default] （この格付についてのポリシーの既定値）
}
policy-step-restriction = 取扱制限 { $restriction } が適用されます。{ $degree-id ->
    [enforced] fuin が強制します
    [checked] fuin は分かる範囲で拒否します
   *[stated] 表示と記録だけを行います
}
policy-step-rule = この規則が適用されます：{ $demands }
