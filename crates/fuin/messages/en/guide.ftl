# fuin policy guide and fuin policy show.

guide-title = Handling files: the rules in short
guide-policy = { $policy }, valid from { $issued } to { $expires }{ $after-id ->
    [refuse] . After that nothing is permitted until a newer one is installed
   *[warn] {""}
}
guide-written = Written by fuin on { $day } from the policies in force.

## Grades

guide-grades = 1. How is the file graded?
guide-grades-lead = Each file gets one grade of each kind. If in doubt, the higher one.
axis-name = { $axis-id ->
    [confidentiality] Confidentiality
    [integrity] Integrity
    [availability] Availability
   *[other] { $axis }
}
guide-default = usual
guide-example = Written together, as in { $example }.
guide-horizons = Where the label gives no day
guide-horizon = { $level }: { $keep-id ->
    [none] {""}
   *[other] the signature must hold for { $keep } { $keep-id ->
        [1] year
       *[other] years
    }
}{ $both-id ->
    [yes] {", "}
   *[no] {""}
}{ $confidential-id ->
    [none] {""}
   *[other] the content must stay secret for { $confidential } { $confidential-id ->
        [1] year
       *[other] years
    }
}

## Rules

guide-rules = 2. What must be done?

## Restrictions

guide-restrictions = 3. How may it be handled?
guide-restrictions-lead = Restrictions are stated on the label. What fuin really does about each:
guide-degree = { $degree-id ->
    [enforced] fuin does it
    [checked] fuin refuses what it sees
   *[stated] up to people
}
guide-degree-enforced = fuin sees to this itself and refuses what goes against it. Other programs do not.
guide-degree-checked = fuin refuses what it sees going against this. It does not see everything, and other programs check nothing.
guide-degree-stated = No program sees to this. Whoever receives the file is asked to keep to it.

## Keys

guide-keys = 4. Which kind of key?
guide-keys-lead = The longer a file must hold, the stronger the key. A key reaches this far:
guide-key-kind = kind
guide-key-signs = what you sign may have to hold until
guide-key-opens = what is sealed for you may have to stay secret until
guide-key-chosen = may be used
guide-reach-refused = not permitted
guide-reach-open = no end
guide-reach-levels = { $levels }: { $until }
guide-chosen-always = yes
guide-chosen-until = until the day before { $day }
guide-chosen-never = no

## Whom to ask

guide-ask = 5. Whom to ask?
guide-contact = Questions and exceptions: { $contact }
guide-incidents = Something went wrong, a key or file was lost: { $incidents }, at once
guide-no-contact = The policy names nobody; ask your information security officer.
guide-command = What would be permitted, and why: fuin policy explain --label { $example }
guide-wrote = wrote { $file }

## fuin policy show

show-policy = { $policy }: { $title }
show-valid = valid { $issued } to { $expires }; after that: { $after-id ->
    [refuse] everything is refused
   *[warn] a warning
}
show-extends = extends { $policy } (SHA-256 { $sha256 })
show-sha256 = SHA-256 { $sha256 }
show-authority = authority: { $name }
show-authority-key = {"  "}key (SHA-256) { $key }
show-contact = contact: { $contact }
show-incidents = incidents: { $incidents }
show-group = group { $id }: { $name }, { $count-id ->
    [1] 1 certificate
   *[other] { $count } certificates
}
show-equivalent = labels of { $name } ({ $policy }) are obeyed
show-history = installed: { $installed }
show-history-entry = serial { $serial } on { $day }
show-restrictions = restrictions
show-shipped = Policies that come with fuin; print one with: fuin policy show --shipped ID --toml
usage-show-policy-unknown = no policy called "{ $id }" is in force here; these are: { $known }
usage-show-shipped-unknown = no policy called "{ $id }" comes with fuin; these do: { $known }
