//! PKIs made at random from a number, so that each can be made again.

use std::sync::OnceLock;

use fuin_crypto::KeyAlgorithm;
use rcgen::{
    CertificateParams, CustomExtension, DistinguishedName, DnType, Issuer, PublicKeyData, SerialNumber, SigningKey,
    date_time_ymd,
};

use crate::der::{bits, boolean, context, integer, octets, oid, rdn, sequence, tlv};
use crate::shared::provider;

pub(crate) const ANY_POLICY: &str = "2.5.29.32.0";
const POLICIES: [&str; 4] = ["1.2.3.1", "1.2.3.2", "1.2.3.3", ANY_POLICY];

/// A generator of numbers (xorshift64*): good enough to choose with.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % limit
    }

    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn some<T: Clone>(&mut self, list: &[T], chance: usize) -> Vec<T> {
        list.iter().filter(|_| self.percent(chance)).cloned().collect()
    }
}

/// What is asked, and of which certificates.
pub(crate) struct Case {
    pub(crate) target: Vec<u8>,
    pub(crate) intermediates: Vec<Vec<u8>>,
    pub(crate) anchors: Vec<Vec<u8>>,
    pub(crate) acceptable: Option<Vec<&'static str>>,
    pub(crate) require_explicit: bool,
    pub(crate) inhibit_mapping: bool,
    pub(crate) inhibit_any: bool,
}

/// A key for rcgen.
struct Key(std::sync::Arc<dyn fuin_crypto::SigningKey>);

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        self.0.public_key().key()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let scheme = fuin_crypto::SignatureAlgorithm::EcdsaP256Sha256;
        self.0.sign(scheme, message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// Keys cost time; a case takes what it needs from here.
fn keys() -> &'static [std::sync::Arc<dyn fuin_crypto::SigningKey>] {
    static KEYS: OnceLock<Vec<std::sync::Arc<dyn fuin_crypto::SigningKey>>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let loader = provider().key_loader;
        (0..8).map(|_| loader.load(&loader.generate(KeyAlgorithm::EcP256).unwrap()).unwrap().signing.unwrap()).collect()
    })
}

/// A case from a number.
pub(crate) fn case(seed: u64) -> Case {
    let mut chance = Chance::new(seed);
    let authorities = 1 + chance.below(5);
    let roots = 1 + chance.below(2.min(authorities));
    let mut serial = 0;
    let mut anchors = Vec::new();
    let mut intermediates = Vec::new();
    for root in 0..roots {
        let mut extensions = vec![basic_constraints(true, chance.percent(10).then(|| chance.below(3)))];
        extensions.extend(chance.percent(12).then(|| name_constraints(&mut chance)));
        anchors.push(issue(Draft { subject: root, issuer: root, extensions, years: (2025, 2028) }, &mut serial));
    }
    for subject in 0..authorities {
        for issuer in 0..authorities {
            // A tree with cross-certificates; now and then a new key under the same name.
            let above = issuer + 1 == subject;
            if (subject < roots && !chance.percent(20)) || (!above && !chance.percent(18)) {
                continue;
            }
            let draft = authority(&mut chance, subject, issuer);
            intermediates.push(issue(draft, &mut serial));
        }
    }
    let issuer = authorities - 1 - chance.below(authorities.min(2));
    let mut extensions = Vec::new();
    extensions.extend(chance.percent(80).then(|| key_usage(0x80)));
    extensions.extend(policies(&mut chance));
    extensions.extend(chance.percent(8).then(|| policy_constraints(&mut chance)));
    extensions.extend(chance.percent(60).then(|| subject_alt_name(&mut chance)));
    extensions.extend(chance.percent(2).then(|| extension("1.2.3.4.5", true, &octets(b"?"))));
    maul(&mut chance, &mut extensions);
    let years = years(&mut chance);
    let mut target = issue(Draft { subject: TARGET, issuer, extensions, years }, &mut serial);
    if chance.percent(15) {
        let place = chance.below(intermediates.len() + 1);
        let der = intermediates.get_mut(place).unwrap_or(&mut target);
        let octet = chance.below(der.len());
        der[octet] ^= 1 << chance.below(8);
    }
    Case {
        target,
        intermediates,
        anchors,
        acceptable: chance.percent(40).then(|| chance.some(&POLICIES[..3], 60)).filter(|list| !list.is_empty()),
        require_explicit: chance.percent(40),
        inhibit_mapping: chance.percent(8),
        inhibit_any: chance.percent(8),
    }
}

const TARGET: usize = 7;

struct Draft {
    subject: usize,
    issuer: usize,
    extensions: Vec<CustomExtension>,
    years: (i32, i32),
}

fn authority(chance: &mut Chance, subject: usize, issuer: usize) -> Draft {
    let mut extensions = vec![basic_constraints(!chance.percent(3), chance.percent(20).then(|| chance.below(3)))];
    extensions.extend((!chance.percent(10)).then(|| key_usage(if chance.percent(4) { 0x80 } else { 0x06 })));
    extensions.extend(policies(chance));
    extensions.extend(chance.percent(25).then(|| mappings(chance)));
    extensions.extend(chance.percent(20).then(|| policy_constraints(chance)));
    extensions.extend(
        chance.percent(12).then(|| extension("2.5.29.54", true, &integer(&[u8::try_from(chance.below(3)).unwrap()]))),
    );
    extensions.extend(chance.percent(25).then(|| name_constraints(chance)));
    maul(chance, &mut extensions);
    Draft { subject, issuer, extensions, years: years(chance) }
}

fn years(chance: &mut Chance) -> (i32, i32) {
    match chance.below(40) {
        0 => (2020, 2021),
        1 => (2027, 2028),
        _ => (2025, 2028),
    }
}

/// Now and then, an octet of an extension is another one before the certificate is signed.
fn maul(chance: &mut Chance, extensions: &mut [CustomExtension]) {
    if !extensions.is_empty() && chance.percent(8) {
        let place = chance.below(extensions.len());
        let (oid, critical) = (extensions[place].oid_components().collect::<Vec<_>>(), extensions[place].criticality());
        let mut content = extensions[place].content().to_vec();
        let octet = chance.below(content.len());
        content[octet] ^= 1 << chance.below(8);
        extensions[place] = CustomExtension::from_oid_content(&oid, content);
        extensions[place].set_criticality(critical);
    }
}

fn issue(draft: Draft, serial: &mut u64) -> Vec<u8> {
    *serial += 1;
    let parameters = |party: usize| {
        let mut parameters = CertificateParams::default();
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, rcgen::DnValue::PrintableString("JP".try_into().unwrap()));
        let text = if party == TARGET { "Mx Tanaka".to_owned() } else { format!("CA no {party}") };
        name.push(DnType::CommonName, text);
        parameters.distinguished_name = name;
        parameters.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![u8::try_from(party).unwrap(); 20]);
        parameters
    };
    let key = |party: usize| Key(keys()[party].clone());
    let mut own = parameters(draft.subject);
    (own.not_before, own.not_after) = (date_time_ymd(draft.years.0, 1, 1), date_time_ymd(draft.years.1, 1, 1));
    own.serial_number = Some(SerialNumber::from(*serial));
    own.use_authority_key_identifier_extension = true;
    own.custom_extensions = draft.extensions;
    let identifier = octets(&[u8::try_from(draft.subject).unwrap(); 20]);
    own.custom_extensions.push(extension("2.5.29.14", false, &identifier));
    let issuer = Issuer::new(parameters(draft.issuer), key(draft.issuer));
    own.signed_by(&key(draft.subject), &issuer).unwrap().der().to_vec()
}

fn extension(id: &str, critical: bool, value: &[u8]) -> CustomExtension {
    let arcs: Vec<u64> = id.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut extension = CustomExtension::from_oid_content(&arcs, value.to_vec());
    extension.set_criticality(critical);
    extension
}

fn basic_constraints(ca: bool, path_len: Option<usize>) -> CustomExtension {
    let mut fields = Vec::new();
    fields.extend(ca.then(|| boolean(true)));
    fields.extend(path_len.filter(|_| ca).map(|len| integer(&[u8::try_from(len).unwrap()])));
    extension("2.5.29.19", true, &sequence(&fields))
}

fn key_usage(octet: u8) -> CustomExtension {
    extension("2.5.29.15", true, &bits(u8::try_from(octet.trailing_zeros()).unwrap(), &[octet]))
}

fn policies(chance: &mut Chance) -> Option<CustomExtension> {
    let list = chance.some(&POLICIES, 55);
    let values: Vec<Vec<u8>> = list.iter().map(|policy| sequence(&[oid(policy)])).collect();
    (!values.is_empty()).then(|| extension("2.5.29.32", chance.percent(20), &sequence(&values)))
}

fn mappings(chance: &mut Chance) -> CustomExtension {
    let last = if chance.percent(5) { 4 } else { 3 };
    let pairs: Vec<Vec<u8>> = (0..1 + chance.below(3))
        .map(|_| sequence(&[oid(POLICIES[chance.below(last)]), oid(POLICIES[chance.below(last)])]))
        .collect();
    extension("2.5.29.33", true, &sequence(&pairs))
}

fn policy_constraints(chance: &mut Chance) -> CustomExtension {
    let which = chance.below(3);
    let mut skip = |tag, present: bool| {
        let value = tlv(tag, &[u8::try_from(chance.below(3)).unwrap()]);
        present.then_some(value)
    };
    let fields: Vec<Vec<u8>> = [skip(0x80, which != 1), skip(0x81, which != 0)].into_iter().flatten().collect();
    extension("2.5.29.36", true, &sequence(&fields))
}

fn in_country(country: &str, name: Option<&str>) -> Vec<u8> {
    let mut parts = vec![rdn("2.5.4.6", 0x13, country.as_bytes())];
    parts.extend(name.map(|name| rdn("2.5.4.3", 0x0c, name.as_bytes())));
    tlv(0xa4, &sequence(&parts))
}

fn name_constraints(chance: &mut Chance) -> CustomExtension {
    let bases = [
        tlv(0x81, b"a.go.jp"),
        tlv(0x81, b".a.go.jp"),
        tlv(0x81, b"tanaka@a.go.jp"),
        tlv(0x82, b"a.go.jp"),
        tlv(0x82, b"b.go.jp"),
        tlv(0x86, b"a.go.jp"),
        tlv(0x86, b".go.jp"),
        tlv(0x87, &[10, 0, 0, 0, 255, 0, 0, 0]),
        tlv(0x87, &[10, 1, 0, 0, 255, 255, 0, 0]),
        in_country("JP", None),
        in_country("JP", Some("Mx Tanaka")),
        in_country("JP", Some("CA no 2")),
        in_country("US", None),
    ];
    let mut list = |number, percent| {
        let bases = chance.some(&bases, percent);
        let subtrees: Vec<u8> = bases.iter().flat_map(|base| sequence(std::slice::from_ref(base))).collect();
        (!subtrees.is_empty()).then(|| context(number, &subtrees))
    };
    let mut lists: Vec<Vec<u8>> = [list(0, 25), list(1, 12)].into_iter().flatten().collect();
    if lists.is_empty() {
        lists.push(context(0, &sequence(&[in_country("JP", None)])));
    }
    extension("2.5.29.30", true, &sequence(&lists))
}

fn subject_alt_name(chance: &mut Chance) -> CustomExtension {
    let names = [
        tlv(0x81, b"tanaka@a.go.jp"),
        tlv(0x81, b"suzuki@x.a.go.jp"),
        tlv(0x82, b"www.a.go.jp"),
        tlv(0x82, b"c.go.jp"),
        tlv(0x86, b"https://a.go.jp/x"),
        tlv(0x86, b"https://b.go.jp:8080/x"),
        tlv(0x87, &[10, 1, 2, 3]),
        tlv(0x87, &[192, 168, 2, 3]),
        in_country("JP", Some("Alias")),
        in_country("US", None),
    ];
    let mut chosen = chance.some(&names, 18);
    if chosen.is_empty() {
        chosen.push(names[0].clone());
    }
    extension("2.5.29.17", false, &sequence(&chosen))
}
