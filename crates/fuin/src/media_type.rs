//! The media type that a file's name suggests (RFC 6838), for the signed mimeType attribute.

/// The media type of a file name; `application/octet-stream` when its ending is not one of the common ones.
///
/// It is a hint for whoever opens the file, never a decision.
#[must_use]
pub fn of_name(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("txt" | "log") => "text/plain",
        Some("csv") => "text/csv",
        Some("html" | "htm") => "text/html",
        Some("pdf") => "application/pdf",
        Some("xml") => "application/xml",
        Some("json") => "application/json",
        Some("zip") => "application/zip",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("tif" | "tiff") => "image/tiff",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("pptx") => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Some("odt") => "application/vnd.oasis.opendocument.text",
        Some("ods") => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_looked_up_without_case() {
        assert_eq!(of_name("Report.PDF"), "application/pdf");
        assert_eq!(of_name("report.pdf.exe"), "application/octet-stream");
        assert_eq!(of_name("pdf"), "application/octet-stream");
        assert_eq!(of_name(""), "application/octet-stream");
    }
}
