//! PEM (RFC 7468): one block, several, or plain DER where either may come.

use zeroize::Zeroizing;

use crate::error::Error;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// One PEM block. Its content may be a private key, so it is wiped when dropped.
pub(crate) struct Block {
    /// The type label, as `CERTIFICATE`.
    pub(crate) label: String,
    /// The decoded content.
    pub(crate) der: Zeroizing<Vec<u8>>,
}

/// All blocks of a text, in order; text around them is passed over, as OpenSSL writes some.
///
/// # Errors
/// [`Error::File`] when a block is not well formed.
pub(crate) fn blocks(content: &[u8], name: &str) -> Result<Vec<Block>, Error> {
    let malformed = |problem: &str| Error::file("PEM", name, problem);
    let text = std::str::from_utf8(content).map_err(|_| malformed("not text"))?;
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let block = rest.get(start..).unwrap_or_default();
        let end = block.find(END).ok_or_else(|| malformed("a block does not end"))?;
        let tail = block.get(end..).unwrap_or_default();
        let line = tail.find('\n').map_or(tail.len(), |newline| newline + 1);
        let (whole, after) = block.split_at(end + line);
        blocks.push(decode(whole).map_err(|error| malformed(&error.to_string()))?);
        rest = after;
    }
    Ok(blocks)
}

fn decode(block: &str) -> Result<Block, pem_rfc7468::Error> {
    let mut decoder = pem_rfc7468::Decoder::new_detect_wrap(block.trim_end().as_bytes())?;
    let label = decoder.type_label().to_owned();
    let mut der = Zeroizing::new(Vec::new());
    decoder.decode_to_end(&mut der)?;
    Ok(Block { label, der })
}

/// The DER contents of a file that is either DER or PEM with blocks of type `label`.
///
/// # Errors
/// [`Error::File`] when it is PEM without such a block, or not well formed.
pub(crate) fn contents(content: &[u8], label: &str, name: &str) -> Result<Vec<Vec<u8>>, Error> {
    if content.first() == Some(&0x30) {
        return Ok(vec![content.to_vec()]);
    }
    let found: Vec<_> = blocks(content, name)?
        .into_iter()
        .filter(|block| block.label == label)
        .map(|block| block.der.to_vec())
        .collect();
    if found.is_empty() {
        return Err(Error::file("PEM", name, format!("it holds no {label}")));
    }
    Ok(found)
}

/// Encodes one block, lines of 64 characters.
pub(crate) fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    let text = pem_rfc7468::encode_string(label, pem_rfc7468::LineEnding::LF, der);
    // It fails only for labels and sizes that do not occur here; an empty file would then be refused on reading.
    Zeroizing::new(text.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_blocks_with_text_between_are_found() {
        let one = encode("CERTIFICATE", b"one");
        let two = encode("CERTIFICATE", &[7; 200]);
        let text = format!("Bag Attributes\n{}Subject: x\n\n{}", *one, *two);
        let found = contents(text.as_bytes(), "CERTIFICATE", "x").unwrap();
        assert_eq!(found, vec![b"one".to_vec(), vec![7; 200]]);
    }

    #[test]
    fn der_is_taken_as_it_is_and_nonsense_is_refused() {
        assert_eq!(contents(&[0x30, 0x00], "CERTIFICATE", "x").unwrap(), vec![vec![0x30, 0x00]]);
        for text in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\nAAAA",
            "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n",
        ] {
            assert!(contents(text.as_bytes(), "CERTIFICATE", "x").is_err(), "{text}");
        }
        let key = encode("PRIVATE KEY", b"key");
        assert!(contents(key.as_bytes(), "CERTIFICATE", "x").is_err());
    }
}
