# Part of benches/measure: what it costs to verify with revocation and timestamps, beside openssl and pyHanko.
# shellcheck shell=bash

AUTHORITY_PID=''

# As tests/run has it.
pyhanko_python() { printf '%s\n' "${FUIN_PYHANKO:-${CARGO_TARGET_DIR:-target}/pyhanko/bin/python}"; }

has_pyhanko() { "$(pyhanko_python)" -c 'import pyhanko.sign' 2>/dev/null; }

stop_authority() { [[ ! $AUTHORITY_PID ]] || kill "$AUTHORITY_PID" 2>/dev/null || true; }

# A timestamp authority over HTTP on loopback, certified by the CA of the world, and the CRL of that CA.
make_trust() {
    local folder=$WORK/authority
    mkdir "$folder"
    cp "$WORK/ca.crt" "$WORK/ca.key" "$folder"
    cat >"$folder/settings" <<'SETTINGS'
[ca]
default_ca = c
[c]
database = index.txt
crlnumber = crlnumber
default_md = sha384
default_crl_days = 30
certificate = ca.crt
private_key = ca.key
crl_extensions = crl_extensions
[crl_extensions]
authorityKeyIdentifier = keyid
[tsa]
default_tsa = t
[t]
serial = serial
signer_digest = sha384
default_policy = 1.2.3.4
digests = sha256, sha384
accuracy = secs:1
ess_cert_id_alg = sha256
[tsa_extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
SETTINGS
    : >"$folder/index.txt"
    echo 1000 >"$folder/crlnumber"
    echo 01 >"$folder/serial"
    (
        cd "$folder"
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout tsa.key -out tsa.csr \
            -subj "/C=JP/O=Benches/CN=Timestamps"
        openssl x509 -req -in tsa.csr -CA ca.crt -CAkey ca.key -sha384 -days 3000 -out tsa.crt \
            -set_serial "0x4$(openssl rand -hex 15)" -extfile settings -extensions tsa_extensions
        openssl ca -config settings -gencrl -out ca.crl
    ) 2>/dev/null
    python3 benches/support/authority.py "$folder" &
    AUTHORITY_PID=$!
    local waited=0
    until [[ -s $folder/port ]]; do
        ((++waited < 100)) || die "the timestamp authority does not start"
        sleep 0.1
    done
    fuin crl add "$folder/ca.crl"
    fuin tsa set "http://127.0.0.1:$(<"$folder/port")/"
}

# sign_all LEVEL FILE…: detached, some at a time: one run asks a timestamp authority only so often.
sign_all() {
    local level=$1
    shift
    while (($#)); do
        fuin sign "${@:1:50}" -i sender-p256 --label C1I2A1 --level "$level" --passphrase-file "$WORK/pw"
        shift $(($# < 50 ? $# : 50))
    done
}

verify_fuin() { fuin --offline verify "$@"; }

# The signature and the certification path with the CRL that is in the message; it does not look at timestamps.
verify_openssl() {
    local file
    for file in "$@"; do
        openssl cms -verify -binary -inform DER -in "$file.p7s" -content "$file" -CAfile "$WORK/ca.crt" -crl_check \
            -purpose any -out /dev/null 2>/dev/null || return
    done
}
# Where the message has no CRL, none is asked for.
verify_openssl_b() {
    local file
    for file in "$@"; do
        openssl cms -verify -binary -inform DER -in "$file.p7s" -content "$file" -CAfile "$WORK/ca.crt" \
            -purpose any -out /dev/null 2>/dev/null || return
    done
}
verify_pyhanko() { "$(pyhanko_python)" benches/support/pyhanko_verify.py "$WORK/ca.crt" "$@"; }

# A tool that accepts a changed content would be fast for the wrong reason.
check_refusals() { # FILE
    local tool changed=$WORK/changed.bin
    cp "$1.p7s" "$changed.p7s"
    { cat "$1" && echo changed; } >"$changed"
    for tool in fuin openssl $(! has_pyhanko || echo pyhanko); do
        ! "verify_$tool" "$changed" >/dev/null 2>&1 || die "$tool accepts a changed content"
    done
}

measure_trust() {
    if ! command -v python3 >/dev/null; then
        say "python3 is missing, so there is no timestamp authority; going on without the table of B-LT"
        emit "### Verifying with revocation and timestamps" "" "Left out: no python3 for the timestamp authority." ""
        return
    fi
    has_pyhanko || say "pyHanko is missing (tests/run install); going on without"
    local rounds=21 batches=5 count=1000 round level
    [[ ! $QUICK ]] || rounds=3 batches=1 count=100
    say "B-LT, $rounds rounds; $count signatures, $batches rounds"
    make_trust
    local one=$WORK/one.bin
    make_content $((10 * KIB)) "$one"
    sign_all LT "$one"
    check_refusals "$one"
    local python=''
    ! has_pyhanko || python=$(pyhanko_python)
    for ((round = -1; round < rounds; round++)); do
        timed lt-fuin verify_fuin "$one"
        timed lt-openssl verify_openssl "$one"
        if [[ $python ]]; then
            timed lt-pyhanko verify_pyhanko "$one"
            timed start-pyhanko "$python" -c 'import pyhanko.sign.validation'
        fi
        ((round >= 0)) || rm -f "$WORK/samples/"{lt-*,start-pyhanko}
    done
    for level in B LT; do
        mkdir "$WORK/$level"
        local number
        for ((number = 0; number < count; number++)); do
            echo "report $number" >"$WORK/$level/$number.txt"
        done
        sign_all "$level" "$WORK/$level/"*.txt
    done
    for ((round = 0; round < batches; round++)); do
        for level in B LT; do
            timed "$level-fuin" verify_fuin "$WORK/$level/"*.txt
            timed "$level-openssl" "verify_openssl$([[ $level == LT ]] || echo _b)" "$WORK/$level/"*.txt
            [[ ! $python ]] || timed "$level-pyhanko" verify_pyhanko "$WORK/$level/"*.txt
        done
    done
    emit "### Verifying with revocation and timestamps, as whole processes: median (least–most)" ""
    emit "One file: $rounds rounds after one that is not counted; $count files by one signer: $batches rounds."
    emit "" "| | fuin | openssl cms (without the timestamp) | pyHanko |" "|---|---|---|---|"
    emit "| one file of level B-LT, 10 KiB | $(shown lt-fuin) | $(shown lt-openssl) | $(shown lt-pyhanko) |"
    emit "| of which Python starting and importing | | | $(shown start-pyhanko) |"
    emit "| $count files of level B-B | $(shown B-fuin), one process | $(shown B-openssl), $count processes | $(shown B-pyhanko), one process |"
    emit "| $count files of level B-LT | $(shown LT-fuin), one process | $(shown LT-openssl), $count processes | $(shown LT-pyhanko), one process |"
    emit ""
}
