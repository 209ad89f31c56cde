# Questions of fuin seal and fuin sign, and the cover note.

## For whom
ask-recipients = Who is it for?
ask-recipients-more = Anyone else?
ask-recipients-done = No, that is all
ask-recipients-as-last = As last time in this folder: { $recipients }
ask-recipient-expired = {"  "}(certificate expired)
ask-address-book-empty = the address book is empty; add a recipient first: fuin recipient add NAME CERT.crt

## Which label
ask-confidentiality = Confidentiality: which of these fits? (if in doubt, the higher one)
ask-integrity = Integrity: which of these fits?
ask-availability = Availability: which of these fits?
ask-level-last = {"  "}(as last time in this folder)
ask-level-default = {"  "}(usual)
ask-restrictions = Handling restrictions? (none: just press Enter)
ask-value-group = The group of readers, as the policy names it
ask-value-date = A day, written as 2055-03-31
ask-value-place = The place, in a few words
ask-value-duration = A length of time, as 12h or 3d
ask-not-usable = That cannot be used: { $problem }
ask-too-long = Too long: at most 200 characters

## How to answer
ask-help-choose = ↑↓ move, Enter chooses, typing searches, Ctrl-C stops
ask-help-choose-any = ↑↓ move, Space marks, Enter when done, typing searches, Ctrl-C stops
ask-yes = yes
ask-no = no
ask-yes-or-no = Please answer y or n

## The confirmation
ask-confirm-heading = Please check before it is done:
ask-confirm-file = file: { $value }
ask-confirm-label = label: { $value }
ask-confirm-recipient = for: { $value }
ask-confirm-signer = signed by: { $value }
ask-confirm-seal = Sign it and seal it for these recipients?
ask-confirm-sign = Sign it?
ask-confirm-dispose = Delete these files and their labels?
ask-nothing-done = Stopped; nothing was written.

## In a script
ask-recipients-missing = the recipients (-r NAME) are missing, and there is no terminal to ask on
ask-recipients-and-label-missing = the recipients (-r NAME) and the label (--label GRADES) are missing, and there is no terminal to ask on
ask-memory-unusable = what was answered last cannot be offered: { $reason }

## The cover note
note-several-files = --cover-note describes one file, but there are several; seal them one by one
note-and-file-on-stdout = the sealed file and the cover note cannot both go to stdout
note-same-as-file = { $path } cannot be both the cover note and the sealed file
note-heading = About the attached file
note-file = File: { $value }
note-digest = SHA-256: { $value }
note-label = Label: { $value }
note-sender = Signed by: { $value }
note-fingerprint = Certificate of the signer (SHA-256): { $value }
note-restrictions = How it must be handled:
note-restrictions-none = no particular restrictions beyond the label
note-degree-enforced = fuin sees to this itself and refuses what goes against it. Other programs do not.
note-degree-checked = fuin refuses what it sees going against this. It does not see everything, and other programs check nothing.
note-degree-stated = No program sees to this. Whoever receives the file is asked to keep to it.
note-check = To compare the file with this note:
note-open-fuin = To open it with fuin:
note-open-openssl = To open it with OpenSSL 3.0.22 or later (your certificate, your key, and the sender's authority in CA.pem):
note-openssl-checks = OpenSSL checks the signature and the certificate. It does not check that the file was meant for you, nor the label.
note-too-large-for-openssl = This file is too large for OpenSSL's command (over 1.5 GiB).

## Labels of files
label-source-unlabelled = { $path } has no label; set one with fuin label
