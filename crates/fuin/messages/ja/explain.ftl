# fuin policy explain と fuin inspect --check、および規則の内容

## 規則

rule-always = 常に：{ $demands }
rule-when = { $conditions }：{ $demands }
rule-and = 、かつ
rule-and-demand = 。
condition-at-least = ラベルが { $value } 以上のとき
condition-exactly = ラベルが { $value } のとき
condition-restriction = ラベルに { $value } があるとき
condition-recipient-kind = { $value-id ->
    [agency] 他の機関に送るとき
    [unit] 自機関の部署に送るとき
    [contractor] 委託先に送るとき
   *[external] 政府の外に送るとき
}
condition-operation = { $value-id ->
    [seal] 封印するとき
    [open] 開くとき
    [sign] 署名するとき
    [verify] 署名を検証するとき
   *[dispose] 廃棄するとき
}
condition-place = { $value-id ->
    [removable] 可搬媒体に書き出すとき
    [sync-folder] 同期フォルダーに書き出すとき
   *[network-share] ネットワーク共有に書き出すとき
}
demand-encrypt = { $value-id ->
    [required] ファイルは封印（暗号化）しなければなりません
    [forbidden] ファイルを暗号化してはなりません
   *[optional] 暗号化は任意です
}
demand-sign = { $value-id ->
    [required] 署名が必要です
    [forbidden] 署名してはなりません
   *[optional] 署名は任意です
}
demand-min-strength = 暗号の強度は { $value } ビット以上が必要です
demand-recipients = { $value-id ->
    [listed] 全ての宛先が宛先名簿になければなりません
   *[any] 宛先は宛先名簿になくてもかまいません
}
demand-recipients-group = 全ての宛先が集団「{ $group }」に含まれなければなりません
demand-revocation-max-age = 失効情報は { $value } 日より古くてはなりません
demand-certificate-policies = 相手（署名者と宛先）の証明書は、次のいずれか又は同等の証明書ポリシーによるものでなければなりません：{ $policies }
demand-preferred-signature-level = タイムスタンプ局が設定されていれば、署名は水準 { $value } で行います
demand-revocation = { $value-id ->
    [required] どの証明書も失効していないことを確認できなければなりません
   *[when-available] 失効した証明書は、fuin が知る限り拒否します
}
demand-foreign = fuin 以外で作られたメッセージには次が必要です：{ $measures }
demand-foreign-nothing = fuin 以外で作られたメッセージは、fuin が加えるものを欠いていてもかまいません
demand-signature-level = 署名の水準は { $value } 以上が必要です
demand-timestamp = 署名にタイムスタンプが必要です
demand-recovery-recipient = 鍵と共にファイルを失わないよう、宛先に復旧窓口を含めなければなりません
demand-key-storage = { $value-id ->
    [token] 署名者の鍵はカードやトークンになければなりません
   *[any] 署名者の鍵の置き場所は問いません
}
demand-file-name = 封印したファイルの名前は内容の分からないものになります
demand-waiver = 例外は認められません
demand-acknowledge = 取扱制限を読み、確認したことを示さなければなりません

## 見出し

explain-request = { $day } に{ explain-operation }ことについてのポリシーの判断
explain-file = { $file }：{ $day } に{ explain-operation }ことについてのポリシーの判断
explain-check = { $day } に{ explain-operation }ことについてのポリシーの判断（ファイルの記載によるもので、未検証）
# 見出しから使う。
explain-operation = { $operation-id ->
    [seal] 封印（署名と暗号化）する
    [open] 開く
    [sign] 署名する
    [verify] 検証する
   *[dispose] 廃棄する
}
explain-uninstalled = 導入されていないポリシーによる判断：{ $policy }
explain-does = fuin が行うこと：{ $does }
explain-why = 理由：{ $why }
explain-nothing = これについてポリシーに定めはありません。

## 分からないこと

explain-sealed-limits = 鍵がないと見えないもの：署名と証明書。開くときにはそれらも調べます。
explain-signed-limits = ここで調べないもの：署名が正しいか、証明書を信頼できるか。検証するときに調べます。
explain-recipients-all = このファイルを開ける鍵がここにないため、全ての宛先の暗号アルゴリズムを判断しました。

## 判断

explain-permitted = 判断：許可
explain-permitted-warned = 判断：許可（警告あり）
explain-refused = 判断：拒否
explain-warning = 警告：{ $text }
explain-note = 参考：{ $text }
explain-contact = 問合せ先：{ $contact }

## 使い方の誤り

usage-alone-without-policy = --alone には --policy FILE（単独で判断させるポリシー）が必要です
usage-explain-day = 「{ $text }」は日付ではありません。2027-04-01 のように書いてください
usage-explain-message = { $file } は封印または署名されたメッセージで、ラベルと暗号アルゴリズムは自身が示します。それらの指定は外してください
