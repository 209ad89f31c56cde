# What fuin policy compare and fuin policy diff say.

compare-title = comparison of policies
compare-headline = { $overlay } against { $base }: { $relation }
compare-diff-headline = from { $base } to { $overlay }
compare-policy = { $id } (serial { $serial })
compare-equal = equal
compare-stricter = stricter
compare-weaker = WEAKER
compare-not-comparable = not comparable
compare-all-equal = at least as strict: the same
compare-all-stricter = at least as strict: stricter
compare-all-weaker = WEAKER: it must not be used
compare-group = { $relation } ({ $count })
compare-changed = changed, no stricter and no weaker
compare-added = added
compare-removed = removed
compare-values = { $base } -> { $overlay }
compare-nothing = nothing
compare-bits = { $number } bits
compare-days = { $number ->
    [one] one day
   *[other] { $number } days
}
compare-years = { $number } years
compare-before = before { $day }
compare-example = permitted by { $overlay }, refused by { $base }: { $request }
compare-example-obliged = { $base } asks for more: { $request }
compare-no-example = no single request shows it: none is permitted by the one and refused by the other while both are in force
compare-refused = refused by { $rules }
compare-no-label = no label
compare-lacks = lacks { $measure }
compare-recipient = recipient: { $kind }, { $listing }
compare-signature-level = signature level { $level }
compare-key-in-file = key in a file
compare-not-acknowledged = not acknowledged
compare-place = to { $place }
compare-head-row = row
compare-head-clause = clause
compare-head-where = where
compare-head-base = baseline
compare-head-overlay = overlay
compare-everywhere = everywhere
compare-counted = { $count ->
    [one] one row that is the same in both; --all names it
   *[other] { $count } rows that are the same in both; --all names them
}
compare-written = written to { $path }

## What of a row is compared

compare-aspect-row = row
compare-aspect-wording = wording
compare-aspect-issued = first day
compare-aspect-expires = last day
compare-aspect-after-expiry = after the last day
compare-aspect-authority = who may sign policies
compare-aspect-group = members
compare-aspect-equivalent-grade = what their grade counts as
compare-aspect-equivalent-restriction = what their restriction counts as
compare-aspect-label-policy = label policy
compare-aspect-level = grade
compare-aspect-default-level = grade where none is named
compare-aspect-restriction = meaning
compare-aspect-degree = how far it is enforced
compare-aspect-conflicts = what cannot stand beside it
compare-aspect-write = may be written
compare-aspect-verify = signature is good
compare-aspect-open = may be opened
compare-aspect-status = evaluation
compare-aspect-algorithm-horizon = protects until at most
compare-aspect-key-size = shortest key
compare-aspect-strength-new = making
compare-aspect-strength-process = reading
compare-aspect-keep = signatures hold for
compare-aspect-confidential = secrecy holds for
compare-aspect-encrypt = encryption
compare-aspect-sign = signature
compare-aspect-min-strength = least strength
compare-aspect-recipients = recipients
compare-aspect-revocation = revocation data
compare-aspect-revocation-max-age = age of revocation data
compare-aspect-certificate-policies = certificate policies
compare-aspect-preferred-signature-level = level of signatures where it can be had
compare-aspect-quarantine = highest confidentiality in quarantine
compare-aspect-foreign = what foreign messages must have
compare-aspect-signature-level = signature level
compare-aspect-timestamp = timestamp
compare-aspect-recovery-recipient = recovery recipient
compare-aspect-key-storage = where the key is kept
compare-aspect-file-name = outer file name
compare-aspect-waiver = exceptions
compare-aspect-acknowledge = acknowledgement
