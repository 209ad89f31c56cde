# Slips in a call of the command.

usage-demonstration = the demonstration's own command: { $problem }
usage-demonstration-exit = the demonstration expected exit code { $expected } and saw { $code }
usage-content-missing = the content is not at { $path }; name it with --content
usage-decryption-only = the key "{ $key }" is for decryption only
usage-dispose-unconfirmed = deleting is confirmed on a terminal, and there is none; say --yes
usage-input-is-output = { $path } is both input and output
usage-key-kind = keys of kind "{ $kind }" are not made here; ecdsa-p256, ecdsa-p384, ed25519, x25519, rsa-3072 and rsa-4096 are
usage-key-use = keys of kind { $kind } do not { $use }
usage-no-certificate = the key "{ $key }" has no certificate yet
usage-no-output-beside = the content is beside the signature; -o is not needed
usage-one-file = --signature, --content and -o go with one file
usage-one-output = -o names one output, but there are several files
usage-pass-phrase-no-terminal = a pass phrase is needed, and there is no terminal to ask on; use --passphrase-file
usage-pass-phrase-not-text = { $path } is not UTF-8 text
usage-pass-phrases-differ = the two pass phrases differ
usage-pipe-unnamed = the output of a pipe needs a name: -o OUT
usage-pipe-unsigned = a signature needs a file; a pipe has no name to sign
usage-several-keys = several keys can sign ({ $keys }); name one with -i
usage-several-recipients = { $address } is in the certificates of { $first } and { $second }; name one of them
usage-signature-missing = there is no signature beside { $path }; name it with --signature
usage-terminal-binary = this would print binary data on the terminal; name a file with -o
usage-time = "{ $text }" is not a time; write it as 2026-11-23T00:00:00Z
usage-signature-one-policy = --signature goes with one policy
usage-output-label = { $path } would be taken for the label of the file beside it
usage-bundle-sealed = { $path } is sealed: whoever verifies a bundle must be able to read it, so open it first (fuin open), then sign what may go out
usage-bundled-already = { $path } is a bundle already; its signature is raised with fuin extend
