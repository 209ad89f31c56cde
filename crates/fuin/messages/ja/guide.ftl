# fuin policy guide と fuin policy show

guide-title = ファイルの取扱い：早わかり
guide-policy = { $policy }、有効期間 { $issued } から { $expires } まで{ $after-id ->
    [refuse] 。その後は、新しいものを導入するまで何も許可されません
   *[warn] {""}
}
guide-written = fuin が { $day } に、適用中のポリシーから作成しました。

## 格付

guide-grades = 1. 格付はどれですか
guide-grades-lead = どのファイルにも、それぞれの格付を一つずつ付けます。迷ったら高い方にしてください。
guide-default = 標準
guide-example = まとめて { $example } のように書きます。
guide-horizons = ラベルに期日がないとき
guide-horizon = { $level }：{ $keep-id ->
    [none] {""}
   *[other] 署名は { $keep } 年間有効でなければなりません
}{ $both-id ->
    [yes] 。
   *[no] {""}
}{ $confidential-id ->
    [none] {""}
   *[other] 内容は { $confidential } 年間秘密でなければなりません
}

## 規則

guide-rules = 2. しなければならないこと

## 取扱制限

guide-restrictions = 3. 取扱制限
guide-restrictions-lead = 取扱制限はラベルに示します。それぞれについて fuin が実際に行うこと：
guide-degree = { $degree-id ->
    [enforced] fuin が守らせます
    [checked] 分かる範囲で拒否
   *[stated] 人が守ります
}
guide-degree-enforced = fuin が守らせ、反する操作を拒否します。ほかのソフトウェアは守らせません。
guide-degree-checked = fuin は気付いた違反を拒否します。すべてに気付くわけではなく、ほかのソフトウェアは確認しません。
guide-degree-stated = ソフトウェアは守らせません。受け取った方が守ってください。

## 鍵

guide-keys = 4. 鍵の種類
guide-keys-lead = ファイルを長く保つほど、強い鍵が必要です。それぞれの鍵で保てる期日：
guide-key-kind = 種類
guide-key-signs = 署名したものが有効でなければならない期日の限度
guide-key-opens = あなた宛に封印されたものが秘密でなければならない期日の限度
guide-key-chosen = 使用の可否
guide-reach-refused = 使えません
guide-reach-open = 限度なし
guide-reach-levels = { $levels }：{ $until }
guide-chosen-always = 使えます
guide-chosen-until = { $day } の前日まで
guide-chosen-never = 使えません

## 問合せ先

guide-ask = 5. 問合せ先
guide-contact = 質問、例外の相談：{ $contact }
guide-incidents = 事故、鍵やファイルの紛失（直ちに）：{ $incidents }
guide-no-contact = ポリシーに問合せ先はありません。情報セキュリティ責任者に尋ねてください。
guide-command = 何がなぜ許可されるかを調べるには：fuin policy explain --label { $example }
guide-wrote = { $file } に書き込みました

## fuin policy show

show-policy = { $policy }：{ $title }
show-valid = 有効期間 { $issued } から { $expires } まで。その後は{ $after-id ->
    [refuse] 全て拒否
   *[warn] 警告
}
show-extends = { $policy } に基づく（SHA-256 { $sha256 }）
show-sha256 = SHA-256 { $sha256 }（文書）
show-authority = 発行権限者：{ $name }
show-authority-key = {"  "}鍵（SHA-256）{ $key }
show-contact = 問合せ先：{ $contact }
show-incidents = 事故の連絡先：{ $incidents }
show-group = 集団 { $id }：{ $name }、証明書 { $count } 枚
show-equivalent = { $name }（{ $policy }）のラベルに従います
show-history = 導入の履歴：{ $installed }
show-history-entry = 通番 { $serial }（{ $day }）
show-restrictions = 取扱制限
show-shipped = fuin に付属するポリシー。表示するには：fuin policy show --shipped ID --toml
usage-show-policy-unknown = 「{ $id }」というポリシーはここで適用されていません。適用中：{ $known }
usage-show-shipped-unknown = 「{ $id }」というポリシーは付属していません。付属：{ $known }
