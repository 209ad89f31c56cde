# コマンドの使い方の誤り。

usage-demonstration = 実演のコマンドに誤りがあります：{ $problem }
usage-demonstration-exit = 実演では終了コード { $expected } のはずが { $code } でした
usage-content-missing = 内容が { $path } にありません。--content で指定してください
usage-decryption-only = 鍵「{ $key }」は復号専用です
usage-dispose-unconfirmed = 削除には端末での確認が必要ですが、端末がありません。--yes を付けてください
usage-two-outputs = { $path } が二つの出力先になっています
usage-address = { $problem }。タイムスタンプ局のアドレスは http 又は https です
usage-input-is-output = { $path } が入力と出力の両方になっています
usage-key-kind = 「{ $kind }」の鍵はここでは作れません。ecdsa-p256、ecdsa-p384、ed25519、x25519、rsa-3072 又は rsa-4096 にしてください
usage-key-use = { $kind } の鍵は{ $use ->
    [sign] 署名
   *[decrypt] 復号
}には使えません
usage-no-certificate = 鍵「{ $key }」にはまだ証明書がありません
usage-quarantine-stdout = 隔離するものは標準出力ではなくフォルダーに入れます
usage-no-output-beside = 内容は署名とは別のファイルにあるので、-o は要りません
usage-one-file = --signature、--content、--report 及び -o は、ファイルが一つの場合だけ使えます
usage-one-output = -o の出力は一つですが、ファイルが複数あります
usage-pass-phrase-no-terminal = パスフレーズが必要ですが、尋ねる端末がありません。--passphrase-file を使ってください
usage-pass-phrase-not-text = { $path } は UTF-8 のテキストではありません
usage-pass-phrases-differ = 二つのパスフレーズが違います
usage-pipe-unnamed = パイプの出力には名前が必要です：-o OUT
usage-pipe-unsigned = 署名にはファイルが必要です。パイプには署名する名前がありません
usage-several-keys = 署名できる鍵が複数あります（{ $keys }）。-i で一つ指定してください
usage-several-recipients = { $address } は { $first } と { $second } の証明書にあります。どちらかを名前で指定してください
usage-signature-missing = { $path } の隣に署名がありません。--signature で指定してください
usage-terminal-binary = 端末にバイナリーデータを表示することになります。-o でファイルを指定してください
usage-time = 「{ $text }」は時刻ではありません。2026-11-23T00:00:00Z 又は 2026-11-23 のように書いてください
usage-signature-one-policy = --signature は一つのポリシーとともに使います
usage-output-label = { $path } という名前では、隣のファイルのラベルと見なされます
usage-bundle-sealed = { $path } は封印されています。バンドルは検証する人が読めなければならないので、先に開封し（fuin open）、外に出してよいものに署名してください
usage-bundled-already = { $path } は既にバンドルです。署名の水準は fuin extend で上げられます
