//! fuin opens and verifies what OpenSSL wrote, under a policy that permits it; the baseline names what is missing.

use super::super::parties::{
    BASELINE, FUINS_OWN, KINDS, content, opens, opens_with, refuses_to_open, refuses_to_verify, verifies, world,
};
use super::super::peer::{has_openssl, openssl_ok};
use crate::world::World;

/// Recipients, and the options with which OpenSSL writes what the profile reads.
const RECIPIENTS: [(&str, &str); 8] = [
    ("ecdsa-p256", "-keyopt ecdh_kdf_md:sha256"),
    ("ecdsa-p256", "-keyopt ecdh_kdf_md:sha384"),
    ("ecdsa-p256", "-keyopt ecdh_kdf_md:sha256 -aes256-wrap"),
    ("ecdsa-p384", "-keyopt ecdh_kdf_md:sha256"),
    ("ecdsa-p384", "-keyopt ecdh_kdf_md:sha384"),
    ("ecdsa-p384", "-keyopt ecdh_kdf_md:sha384 -aes256-wrap"),
    ("rsa-3072", "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256"),
    ("rsa-3072", "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha384"),
];

/// Definite and indefinite lengths; recipients or signers by issuer and serial number or by key identifier.
const FORMS: [&str; 4] = ["", "-stream", "-keyid", "-stream -keyid"];

/// Signers, and the options with which OpenSSL signs as the profile reads.
const SIGNERS: [(&str, &str); 8] = [
    ("ecdsa-p256", "-md sha256"),
    ("ecdsa-p256", "-md sha384"),
    ("ecdsa-p384", ""),
    ("ecdsa-p384", "-md sha384 -cades"),
    ("rsa-3072", "-md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-1"),
    ("rsa-3072", "-md sha384 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest -cades"),
    ("rsa-3072", "-md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest"),
    // PKCS#1 v1.5, which the test policy still accepts of signatures.
    ("rsa-3072", "-md sha256"),
];

/// What a message lacks that was only encrypted.
const NOT_SIGNED: [&str; 4] = ["signature", "key-commitment", "authenticated-attributes", "intended-recipients"];

#[test]
fn what_is_only_encrypted_opens() {
    if !has_openssl() {
        return;
    }
    let world = world();
    let content = content(5000);
    world.write("plain.bin", &content);
    for message in encrypted(&world, "plain.bin") {
        let report = opens(&world, &message, &content);
        assert_eq!((&report["committed"], &report["label"]), (&false.into(), &serde_json::Value::Null));
        assert_eq!(report["signers"].as_array().unwrap().len(), 0, "{message}");
    }
}

#[test]
fn what_is_signed_and_encrypted_opens() {
    if !has_openssl() {
        return;
    }
    let world = world();
    let content = content(200_000);
    world.write("plain.bin", &content);
    for (at, (signer, options)) in SIGNERS.into_iter().enumerate() {
        let (signed, sealed) = (format!("{at}.p7m"), format!("{at}.sealed.p7m"));
        sign(&world, signer, &format!("{options} -nodetach -in plain.bin -out {signed}"));
        let (recipient, options) = RECIPIENTS[at];
        let form = FORMS[at % FORMS.len()];
        encrypt(&world, recipient, options, &format!("{form} -in {signed} -out {sealed}"));
        let report = opens(&world, &sealed, &content);
        assert_eq!(report["signers"].as_array().unwrap().len(), 1, "{sealed}");
        let missing = ["key-commitment", "intended-recipients", "algorithm-protection"];
        refuses_to_open(&world, BASELINE, &sealed, &[&FUINS_OWN[..], &missing].concat());
    }
}

#[test]
fn one_message_of_three_recipients_opens_with_each_key() {
    if !has_openssl() {
        return;
    }
    let world = world();
    let content = content(3 << 20);
    world.write("plain.bin", &content);
    let recipient = |(kind, options): (&str, &str)| format!("-recip {kind}.crt {options}");
    let recipients = [RECIPIENTS[0], RECIPIENTS[4], RECIPIENTS[6]].map(recipient).join(" ");
    openssl_ok(
        &world,
        &format!("cms -encrypt -aes-256-gcm -binary -stream -outform DER -in plain.bin -out all.p7m {recipients}"),
    );
    KINDS.iter().for_each(|kind| opens_with(&world, "all.p7m", kind, &content));
}

#[test]
fn the_baseline_names_what_a_message_lacks_that_is_only_encrypted() {
    if !has_openssl() {
        return;
    }
    let world = world();
    world.write("plain.bin", content(5000));
    for (recipient, options) in RECIPIENTS {
        encrypt(&world, recipient, options, "-in plain.bin -out message.p7m");
        refuses_to_open(&world, BASELINE, "message.p7m", &[&FUINS_OWN[..], &NOT_SIGNED].concat());
    }
}

#[test]
fn signatures_verify_detached_and_attached() {
    if !has_openssl() {
        return;
    }
    let world = world();
    let content = content(200_000);
    world.write("plain.bin", &content);
    for (at, (signer, options)) in SIGNERS.into_iter().enumerate() {
        for (number, form) in FORMS.into_iter().enumerate() {
            let streams = form.contains("-stream");
            // OpenSSL itself fails to sign with PSS while streaming.
            if streams && options.contains("pss") {
                continue;
            }
            let (detached, attached) = (format!("{at}-{number}.p7s"), format!("{at}-{number}.signed.p7m"));
            sign(&world, signer, &format!("{options} {form} -nodetach -in plain.bin -out {attached}"));
            verifies(&world, &attached, None, &content);
            refuses_to_verify(&world, BASELINE, &attached, None, &FUINS_OWN);
            // What OpenSSL streams has its content inside, asked for or not.
            if !streams {
                sign(&world, signer, &format!("{options} {form} -in plain.bin -out {detached}"));
                verifies(&world, &detached, Some("plain.bin"), &content);
                refuses_to_verify(&world, BASELINE, &detached, Some("plain.bin"), &FUINS_OWN);
            }
        }
    }
}

/// The content to every recipient in every form: the messages.
fn encrypted(world: &World, file: &str) -> Vec<String> {
    let mut messages = Vec::new();
    for (at, (recipient, options)) in RECIPIENTS.into_iter().enumerate() {
        for (number, form) in FORMS.into_iter().enumerate() {
            let message = format!("{at}-{number}.p7m");
            encrypt(world, recipient, options, &format!("{form} -in {file} -out {message}"));
            messages.push(message);
        }
    }
    messages
}

fn encrypt(world: &World, recipient: &str, options: &str, rest: &str) {
    // A -keyopt belongs to the -recip before it.
    openssl_ok(
        world,
        &format!("cms -encrypt -aes-256-gcm -binary -outform DER {rest} -recip {recipient}.crt {options}"),
    );
}

fn sign(world: &World, signer: &str, rest: &str) {
    openssl_ok(world, &format!("cms -sign -binary -outform DER -signer {signer}.crt -inkey {signer}.pem {rest}"));
}
