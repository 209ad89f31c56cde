# What frames a policy's refusal, and what to do about it. The violations themselves are in policy.ftl.

refusal = refused by policy { $policies }
refusal-line = { $found }; { $required }  [{ $citation }]
policy-name = { $id } (serial { $serial })

refusal-label-hint = name the grades with --label, as in --label C2I2A1; fuin policy show lists them with their questions
refusal-recipient-hint = fuin recipient add NAME CERT.crt
refusal-lowered-hint = state each of these again, or higher; lowering a label is for its originator
refusal-encrypt-hint = fuin seal FILE -r NAME
refusal-strength-hint = use a stronger key (fuin key new NAME --algorithm ecdsa-p384), or ask the recipient for a certificate with one
refusal-ended-hint = ask the signer to sign it anew{ $contact-id ->
    [none] {""}
   *[other] , or ask { $contact }
}; signatures that are to outlast their algorithms need a timestamp from before: fuin extend FILE
refusal-contact-hint = ask { $contact }
