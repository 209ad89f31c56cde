# 日常の動詞が表示するもの：見出し、行の名前、その中の言葉。

talk-error = エラー
talk-warning = 警告
talk-because = 理由
talk-stdout-failed = fuin: エラー: 標準出力に書き込めません: { $reason }
talk-hint = 対処

## 見出し

report-sealed = 封印しました：{ $input } -> { $output }
report-opened = 開きました：{ $input } -> { $output }
report-bundled = バンドルにまとめました：{ $input } -> { $output }
report-signed = 署名しました：{ $input } -> { $output }
report-disposed = { $input } とそのラベルを削除しました
report-stdout = 標準出力
report-claims = { $file }：ファイルの主張（未検証）
verdict-valid = 有効：{ $file }
verdict-invalid = 無効：{ $file }
verdict-cannot-tell = 判断できません：{ $file }

## 行の名前

row-algorithms = 暗号方式
row-commitment = 鍵の拘束
row-content = 内容
row-file-name = ファイル名
row-document = 文書
row-level = 水準
row-bundled-policy = 内のポリシー
row-bundled-other = 不明
row-kind = 種類
row-label = ラベル
row-made-under = ポリシー
row-judged-by = 判断の基準
row-not-fetched = 未取得
report-made-under-serial = { $policy }。ここではそのシリアル { $serial } で判断しました
report-made-under-document = { $policy }。ここでは同じ識別子とシリアルの別の文書で判断しました
row-marked = 別の表示
row-recipient = 宛先
row-restriction = 取扱制限
row-permission = 許可
row-acknowledged = 確認
row-signed-by = 署名者
row-signer = 署名者
row-with-key = 使った鍵

## 行の中の言葉

report-no-label = ラベルなし
report-degree = { $degree-id ->
    [enforced] 強制
    [checked] 検査
   *[stated] 表示のみ
}
report-acknowledged = 取扱制限を読んだと申告されました
report-label-absent = なし（ポリシーが許しています）
report-signer-absent = なし（ポリシーが許しています）
report-commitment-absent = なし（ポリシーが許しています）
report-commitment-present = あり
report-marked-otherwise = 「{ $mark }」。ラベルと異なります（信頼できません）
report-verified-signer = { $subject }{ $time-id ->
    [none] {""}
   *[other] 、署名者の時計で { $time }
}{ $proven-id ->
    [none] {""}
   *[other] 、{ $proven } に存在したことを証明済み（水準 { $level }）
}（トラストアンカー { $anchor }{ $revocation-id ->
    [unknown] 、失効は未確認
   *[checked] {""}
}）
report-kind-sealed = 封印
report-kind-attached = 署名（内容を含む）
report-kind-detached = 内容とは別の署名
report-kind-bundled = バンドル（文書、署名及び検証に要るもの）
report-document = { $name }、{ $octets } バイト
report-size = { $octets } バイト
report-size-with-signature = { $octets } バイト（署名を含む）
report-claimed-label-none = なし
report-foreign-label = ラベルポリシー { $policy } のもの（ここでは知られていません）
report-foreign-label-marked = ラベルポリシー { $policy } のもの（ここでは知られていません）、表示は「{ $mark }」（信頼できません）
report-label-but-marked = { $label }。ただし表示は「{ $mark }」（信頼できません）
report-claimed-signer = { $subject }、時刻 { $time }
report-signer-unknown = （証明書はファイルにありません）

## Labels of other label policies

row-original-label = 元のラベル
report-original-label = ラベルポリシー { $policy }: { $marking }

## 検証の報告

row-signed-at = 署名の時刻
row-countersigned-by = 副署者
report-trusted-signer = { $subject }（信頼の起点：{ $anchor }{ $revocation-id ->
    [later] 、{ $when } に失効（この署名の後）
    [later-than-judged] 、{ $when } に失効（判定の基準となる時刻の後）
    [unknown] 、失効は未確認
   *[checked] {""}
}）
report-untrusted-signer = { $subject }（証明書の記載。ここでは信頼されていません）
report-claimed-signature = { $subject }（ファイルの主張。未検証：{ $reason }）
report-signer-not-at-hand = 不明（証明書がないか、読み取れません）
report-signed-at = { $proven-id ->
    [none] { $claimed-id ->
        [none] 記載がなく、証明もありません
       *[other] { $claimed }（署名者の時計。証明はありません）
    }
   *[other] 遅くとも { $proven }（タイムスタンプで証明{ $level-id ->
        [none] {""}
       *[other] 、水準 { $level }
    }）
}
report-time-doubt = { $line }。{ $doubt-id ->
    [after-timestamp] ただし署名者の時計は { $claimed } で、それより後です。どちらかが誤っています
    [ahead] 判定の基準となる時刻より後です
   *[before-certificate] 署名者の証明書の有効期間の開始より前の時刻です
}
report-judged = { $policies }（{ $time } 時点）
report-judged-otherwise = { $judged }。作成時のポリシー：{ $made }

page-title = 署名の検証結果：{ $file }
page-valid = 署名は有効です
page-valid-means = 文書は署名されたときのままで、その後の変更はありません。署名したのは下に示す者です。
page-valid-unchecked = 署名は有効ですが、証明書が失効していないかは確認できていません
page-valid-unchecked-means = 署名した時に下の証明書が既に失効していなかったかは、確認できませんでした。
page-valid-ended-since = 署名者の証明書の有効期間はその後に終わりましたが、署名はそれより前のものと証明されているため、影響はありません。
page-valid-revoked-since = 下の証明書はその後に失効しましたが、署名はそれより前のものと証明されているため、影響はありません。
page-invalid = 署名は無効です
page-invalid-means = この文書を根拠として用いないでください。何を補っても、この署名が有効になることはありません。
page-altered-means = この文書を根拠として用いないでください。このファイルとこの署名は対応していません。ファイルを取り違えていないか確認してください。取り違えでなければ、署名後に改変されています。
page-cannot-tell = 署名が有効かどうか判断できません
page-revoked-means = この文書を根拠として用いないでください。署名のよりどころである証明書が失効しており、署名がそれより前のものであることを証明するものがありません。
page-ended-means = この文書を根拠として用いないでください。署名のよりどころである証明書が検証の時点で有効ではなく、有効な間に署名されたことを証明するものがありません。
page-unknown-signer-means = まだこの文書を根拠として用いないでください。検証した側が信頼する者のうちに、この署名者を保証する者がいません。
page-evidence-means = まだこの文書を根拠として用いないでください。証明書が失効しているかどうかを確認できませんでした。
page-policy-means = この文書を根拠として用いないでください。検証に用いた規則は、この署名をそのままでは認めていません。
page-cannot-tell-means = まだこの文書を根拠として用いないでください。判断に必要なものが足りないか、もう成り立っていません。
page-unchanged = 文書そのものは署名後に改変されていません。確認できないのは、だれが、いつ、どの規則に従って署名したかです。
page-contact = 問合せ先：{ $contact }
page-terms = EN 319 102-1 の用語。ほかのツールとの照合用
page-as-of = { $time }（協定世界時）の時点での判断です。
page-no-signature = 署名を読み取れませんでした。
page-signature = 署名 { $number }
page-countersignature = 副署 { $number }
page-verdict = 検証結果
page-word-valid = 有効
page-word-invalid = 無効
page-word-cannot-tell = 判断できません
page-certificate = 証明書
page-certificate-line = 発行者：{ $issuer }。有効期間：{ $from } から { $until } まで
page-no-path = この署名者の認証パスは、ここでは信頼されていません。
page-path = この署名者が信頼される理由
page-path-refused = 署名者の証明書から信頼される認証局までの経路
page-level = { $level-id ->
    [T] T：存在した時刻をタイムスタンプが証明します
    [LT] LT：存在した時刻をタイムスタンプが証明し、その確認に必要な証明書と失効情報も付いています
    [LTA] LTA：長期保存用。確認に必要なものがすべて付き、その全体をタイムスタンプが保護しています
   *[B] B：いつ作られたかを証明するものはありません
}
page-broken-path = この署名者がここで信頼されない理由
page-absent = ここで信頼される認証局に含まれないか、その証明書が手元にありません
page-anchor = この報告の作成者が信頼する認証局（トラストアンカー）
page-until = { $time } まで有効
page-document-here = 署名された文書
page-not-revoked = { $time } 時点で失効していません
page-revoked-later = { $time } に失効（この署名より後）
page-revoked-later-than-judged = { $time } に失効（判定の基準となる時刻より後）
page-revocation-unknown = 失効しているかは不明
page-timestamps = タイムスタンプ
page-timestamp-signature = 署名に対するもの
page-timestamp-archive = 長期保存用
page-timestamp-proves = { $time } に存在したことを証明します（タイムスタンプ局の証明書が有効な { $until } まで）
page-timestamp-useless = 何も証明しません：{ $problem }
page-unknown = 不明
page-algorithms = 暗号方式と、ポリシーが認める期限
page-bits = （{ $bits } ビット）
page-cutoff = { $day } より前
page-no-cutoff = 期限は定められていません
page-change = 検証結果が変わる場合
page-change-to-valid = 有効と確認できる場合
page-change-invalid = このファイルに何をしても有効にはなりません。送信者に文書と署名の再送を依頼してください。
page-change-evidence = 上の証明書の最新の失効情報が得られた場合。
page-change-policy = ポリシーが変わった場合、またはポリシーに従った署名が得られた場合。
page-change-algorithm = ポリシーがその暗号方式を認めていた日のタイムスタンプがあるか、ほかの方式で署名し直された場合。
page-change-trust = 確かな窓口が認証局を確認した場合。メッセージに書かれた連絡先ではなく公式の名簿の連絡先に問い合わせ、SHA-256 の値を照合してください。
page-change-time = 証明書の失効又は期限切れより前に付けられたタイムスタンプがある場合。今から付けても役に立ちません。なければ、有効な証明書で改めて署名するよう署名者に依頼してください。
page-change-path = 上位の認証局の規則に従って発行された、署名者の別の証明書が得られた場合。
page-digest = ダイジェスト
page-change-altered = 文書が一文字でも変わった場合。
page-not-fetched = 確認の際に取得できなかったもの
page-change-stamped = { $subject }：{ $time } を過ぎると、それまでに新しい長期保存用タイムスタンプを加えない限り、タイムスタンプは何も証明しません。
page-change-unstamped = { $subject }：署名の時刻を証明するタイムスタンプがありません。{ $time } を過ぎるか、証明書が失効すると「判断できません」になります。
page-change-revocation = { $subject }：{ $time } より前に証明書が失効していたと分かった場合、検証結果は変わります。それより後の失効は影響しません。
page-document = 文書
page-not-proof = このページ自体は証明になりません。誰でも作れるものです。
page-how-to-check = 証明となるのは文書とその署名です。署名は、名前の末尾が .p7s の別のファイルであることもあります。両方を保管してください。両方があり、同じ認証局を信頼していれば、fuin（fuin verify）や、OpenSSL など CMS・CAdES 署名に対応したソフトウェアで誰でも確かめられます。

## 隔離

report-quarantined = 隔離しました：{ $input } -> { $output }
row-not-trusted = 未信頼
report-quarantine-note = この送信者を保証する者はここにいません。渡さないでください。送信者が信頼されたら { $file } を開き直してください
warn-quarantine-possible = ポリシーにより、ほかと分けて見ることができます：fuin open --quarantine --acknowledge { $file }
row-note = 注意
