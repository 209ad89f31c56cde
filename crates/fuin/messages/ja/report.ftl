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
row-judged-as-of = 判断の時点
row-document = 文書
row-level = 水準
row-bundled-policy = 内のポリシー
row-bundled-other = 不明
row-kind = 種類
row-label = ラベル
row-made-under = ポリシー
row-judged-by = 判断したポリシー
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
