# What policies find, by code. A violation has two messages: what was found, and what is required. A warning and a step
# of an explanation have one.

## Validity

policy-clock = the clock says { $today }, before the policy was issued on { $issued }
policy-clock-found = the clock says { $today }, before the policy was issued on { $issued }
policy-clock-required = the clock must be right
policy-expired = the policy expired on { $expires }
policy-expired-found = the policy expired on { $expires }
policy-expired-required = a newer serial must be installed
policy-expires-soon = the policy expires on { $expires }, and refuses everything after that

## Certificates

policy-certificate-expires = the certificate of { $subject } ends on { $end }; nothing more can be done with it after that day

## Labels

policy-label-missing-found = there is no label
policy-label-missing-required = every file needs one, as in --label { $example }
policy-label-policy-found = the label is written in the label policy { $policy }
policy-label-policy-required = { $required } is required
policy-label-grade-found = the label's { $axis } { $number } is no grade
policy-label-grade-required = the grades are { $known }
policy-label-restriction-found = the restriction { $restriction } is not the policy's, or its value is wrong
policy-label-restriction-required = only restrictions of the policy, with their values, may be stated
policy-label-conflict-found = the restrictions { $first } and { $second } contradict each other
policy-label-conflict-required = at most one of them may be stated
policy-label-malformed-found = the label cannot be used: { $problem }
policy-label-malformed-required = the label must be well formed
policy-label-lowered-found = the file is labelled { $label } already
policy-label-lowered-required = a new label must keep each of these grades, restrictions and dates, or raise them

## Handling restrictions

policy-restriction-send-found = the label states the restriction { $restriction }
policy-restriction-send-required = it must not be sent
policy-restriction-encrypt-found = the label states the restriction { $restriction }
policy-restriction-encrypt-required = it must be sealed
policy-restriction-forward-found = this content came out of a sealed file, and its label states { $restriction }
policy-restriction-forward-required = it must not be passed on
policy-restriction-distribute-found = this content came out of a sealed file, and its label states { $restriction }
policy-restriction-distribute-required = it must not be given to others
policy-restriction-takeout-found = the output lies on a removable medium, in a synchronised folder or on a network share, and the label states { $restriction }
policy-restriction-takeout-required = it must stay in the handling area
policy-restriction-readers-found = "{ $recipient }" is not among the readers "{ $group }"
policy-restriction-readers-required = only they may receive it
policy-restriction-not-a-reader-found = the certificate here is not among those of the readers "{ $group }"
policy-restriction-not-a-reader-required = only they may open it
policy-restriction-dispose-by-found = the label states { $restriction }, and that day has passed
policy-restriction-dispose-by-required = it must be disposed of, and is not opened or passed on any more
policy-restriction-read-once-found = the label states { $restriction }, and this file was opened here before
policy-restriction-read-once-required = it is opened once, and disposed of after reading
policy-restriction-keep-found = the label states { $restriction }
policy-restriction-keep-required = it must not be disposed of before that day has passed
policy-restriction-delete-found = the label states the restriction { $restriction }
policy-restriction-delete-required = it must not be disposed of
policy-restriction-permission-found = the label states the restriction { $restriction }
policy-restriction-permission-required = the originator's permission must be named, as in --permission { $restriction }=REFERENCE
policy-restriction-permitted = { $restriction }: done with the originator's permission, as you state

## Algorithms

policy-algorithm-unlisted-found = { $algorithm } of { $subject } is not in the policy
policy-algorithm-unlisted-required = only algorithms that the policy names may be used
policy-algorithm-never-found = { $algorithm } of { $subject }
policy-algorithm-never-required = { $use-id ->
    [write] { $algorithm } must never be written
    [open] { $algorithm } must never be opened
    [rely] { $algorithm } must never be relied on
   *[verify] { $algorithm } must never be accepted
}
policy-algorithm-cutoff-found = { $algorithm } of { $subject } is judged on { $day }
policy-algorithm-cutoff-required = { $use-id ->
    [write] { $algorithm } may be written before { $end } only
    [open] { $algorithm } may be opened before { $end } only
    [rely] { $algorithm } may be relied on before { $end } only
   *[verify] { $algorithm } may be accepted before { $end } only
}
policy-algorithm-cutoff-near = { $algorithm } of { $subject } will be refused from { $end }
policy-algorithm-horizon-found = { $algorithm } of { $subject } would have to hold until { $needed }
policy-algorithm-horizon-required = what it protects must not need to hold after { $end }
policy-algorithm-old = { $algorithm } of { $subject } may be read, but is not written any more
policy-algorithm-monitored = { $algorithm } of { $subject } is kept for compatibility only
policy-key-size-too-small-found = { $bits-id ->
    [unknown] the key of { $subject } has an unknown length
   *[other] the RSA key of { $subject } has { $bits } bits
}
policy-key-size-too-small-required = at least { $least } bits are required

## Strength

policy-strength-unknown-found = the strength of { $algorithm } of { $subject } is unknown
policy-strength-unknown-required = only algorithms and keys of known strength may be used
policy-strength-too-low-found = { $algorithm } of { $subject } gives { $bits } bits
policy-strength-too-low-required = until { $day } (column { $from }-{ $to }) { $least-id ->
    [0] no strength is enough
   *[other] at least { $least } are required
}{ $instead-id ->
    [none] {""}
   *[other] , as { $instead } gives
}
policy-strength-finish = { $algorithm } of { $subject } gives { $bits } bits: the migration to stronger ones must be completed in { $from }-{ $to }
policy-strength-allow = { $algorithm } of { $subject } gives { $bits } bits, which is tolerated in { $from }-{ $to } for what exists
policy-strength-beyond = { $algorithm } of { $subject } gives { $bits } bits: nothing is known of the time after { $to }
policy-horizon-missing-found = the label does not say { $horizon }, and its grades have no default
policy-horizon-missing-required = it must be given, as in --{ $horizon } 2035-03-31

## Rules

# Who asks for something: used by other messages.
policy-asker = { $label-id ->
    [none] the policy
   *[other] the label { $label }
}
policy-rule-encrypt-found = signing leaves the file unencrypted
policy-rule-encrypt-required = { policy-asker } requires encryption: seal it
policy-rule-encrypt-forbidden-found = sealing encrypts the file
policy-rule-encrypt-forbidden-required = { policy-asker } forbids encryption
policy-rule-sign-found = the message is not signed
policy-rule-sign-required = { policy-asker } requires a signature
policy-rule-sign-forbidden-found = to { $operation } is to sign
policy-rule-sign-forbidden-required = { policy-asker } forbids signatures
policy-rule-min-strength-found = { $algorithm } of { $subject } gives { $bits } bits
policy-rule-min-strength-required = { policy-asker } requires at least { $least }
policy-rule-acknowledge-found = the handling restrictions are not acknowledged
policy-rule-acknowledge-required = { policy-asker } requires that; read them, and say so with --acknowledge
policy-rule-signature-level-found = the signature is of level { $found }
policy-rule-signature-level-required = { policy-asker } requires level { $least }
policy-rule-timestamp-found = the signature has no timestamp
policy-rule-timestamp-required = { policy-asker } requires one
policy-rule-file-name-found = the name "{ $name }" tells the name of the file inside
policy-rule-file-name-required = the outer name must be a neutral one: leave out -o, or name another
policy-rule-key-storage-found = the signer's key is in a file
policy-rule-key-storage-required = { policy-asker } requires a token
policy-rule-recovery-recipient-found = no recipient is of the group "recovery"
policy-rule-recovery-recipient-required = { policy-asker } requires one, so that the file can be recovered
policy-recipient-unlisted-found = "{ $recipient }" is not listed
policy-recipient-unlisted-required = { policy-asker } requires every recipient to be listed
policy-recipient-group-found = "{ $recipient }" is not in the group "{ $group }"
policy-recipient-group-required = { policy-asker } limits recipients to it
policy-measure-missing-found = the message lacks the measure { $measure }
policy-measure-missing-required = the policy requires it of every message

## Steps of an explanation

policy-step-algorithm = { $algorithm } of { $subject } { $use-id ->
    [write] may be used for what is made: { policy-step-cutoff }
    [open] may be opened: { policy-step-cutoff }
    [rely] may be relied on: { policy-step-cutoff }
   *[verify] may be accepted: { policy-step-cutoff }
}
# Used by the step above.
policy-step-cutoff = { $cutoff-id ->
    [always] always
    [never] never
    [warn] with a warning
   *[other] on days before { $cutoff }
}
policy-step-strength = { $algorithm } of { $subject } gives { $bits } bits of strength. It must do until { $day }, so the table's years { $from }-{ $to } count: { $standing-id ->
    [ok] enough
    [finish] enough, but whoever uses it must have moved to something stronger by the end of { $to }
    [allow] tolerated for what exists already
   *[no] not enough
}
policy-step-horizon = { $horizon-id ->
    [keep-until] the signature must hold until { $day }
   *[confidential-until] the content must stay secret until { $day }
}{ $origin-id ->
    [label] , as the label says
   *[default] , the policy's default for these grades
}
policy-step-restriction = the restriction { $restriction } applies; { $degree-id ->
    [enforced] fuin enforces it
    [checked] fuin refuses what it sees
   *[stated] it is shown and recorded, nothing more
}
policy-step-rule = this rule applies: { $demands }
