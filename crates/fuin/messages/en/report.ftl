# What the verbs of daily work print: headlines, names of lines, and words in them.

talk-error = error
talk-warning = warning
talk-because = because
talk-stdout-failed = fuin: error: cannot write to stdout: { $reason }
talk-hint = hint

## Headlines

report-sealed = sealed { $input } -> { $output }
report-opened = opened { $input } -> { $output }
report-bundled = bundled { $input } -> { $output }
report-signed = signed { $input } -> { $output }
report-disposed = deleted { $input } and its label
report-stdout = stdout
report-claims = { $file }: the file claims (unverified)
verdict-valid = valid: { $file }
verdict-invalid = invalid: { $file }
verdict-cannot-tell = cannot tell: { $file }

## Names of lines

row-algorithms = algorithms
row-commitment = commitment
row-content = content
row-file-name = file name
row-judged-as-of = judged as of
row-document = document
row-level = level
row-bundled-policy = policy inside
row-bundled-other = unknown
row-kind = kind
row-label = label
row-made-under = made under
row-judged-by = judged by
report-made-under-serial = { $policy }; here serial { $serial } of it judges
report-made-under-document = { $policy }; here another document of that id and serial judges
row-marked = marked
row-recipient = recipient
row-restriction = restriction
row-permission = permission
row-acknowledged = acknowledged
row-signed-by = signed by
row-signer = signer
row-with-key = with key

## Words in them

report-no-label = no label
report-degree = { $degree }
report-acknowledged = the restrictions, as you state
report-label-absent = none; the policy permits that
report-signer-absent = nobody; the policy permits that
report-commitment-absent = absent; the policy permits that
report-commitment-present = present
report-marked-otherwise = "{ $mark }", which the label is not (untrusted)
report-verified-signer = { $subject }{ $time-id ->
    [none] {""}
   *[other] , by their clock at { $time }
}{ $proven-id ->
    [none] {""}
   *[other] , proven to exist at { $proven } (level { $level })
} (anchor { $anchor }{ $revocation-id ->
    [unknown] ; revocation not checked
   *[checked] {""}
})
report-kind-sealed = sealed
report-kind-attached = signed, with the content inside
report-kind-detached = signature beside its content
report-kind-bundled = bundle: document, signature and what verifies it
report-document = { $name }, { $octets } octets
report-size = { $octets } octets
report-size-with-signature = { $octets } octets with its signature
report-claimed-label-none = none
report-foreign-label = of label policy { $policy }, not known here
report-foreign-label-marked = of label policy { $policy }, not known here, marked "{ $mark }" (untrusted)
report-label-but-marked = { $label }, but marked "{ $mark }" (untrusted)
report-claimed-signer = { $subject }, at { $time }
report-signer-unknown = (its certificate is not in the file)

## Labels of other label policies

row-original-label = original label
report-original-label = of label policy { $policy }: { $marking }
