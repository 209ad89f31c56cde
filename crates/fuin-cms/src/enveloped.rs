//! AuthEnvelopedData (RFC 5083) with AES-GCM (RFC 5084).
