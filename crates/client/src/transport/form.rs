//! Forms with files, written by hand: one function, the same on a host and in a browser.

/// One part of a form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Part {
    name: &'static str,
    file_name: Option<String>,
    bytes: Vec<u8>,
}

/// What a file holds is nobody's to log.
impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Part({}, {} bytes)", self.name, self.bytes.len())
    }
}

impl Part {
    pub(crate) fn text(name: &'static str, text: &str) -> Self {
        Self { name, file_name: None, bytes: text.as_bytes().to_vec() }
    }

    pub(crate) fn file(name: &'static str, file_name: &str, bytes: Vec<u8>) -> Self {
        Self { name, file_name: Some(file_name.to_owned()), bytes }
    }
}

/// The media type and the body of a form (RFC 7578). The boundary stands in none of the parts.
pub(super) fn encode(parts: &[Part]) -> (String, Vec<u8>) {
    let boundary = boundary(parts);
    let mut body = Vec::with_capacity(parts.iter().map(|p| p.bytes.len() + 200).sum());
    for part in parts {
        body.extend_from_slice(
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"", part.name).as_bytes(),
        );
        if let Some(file_name) = &part.file_name {
            let head = format!("; filename=\"{}\"\r\ncontent-type: application/octet-stream", escaped(file_name));
            body.extend_from_slice(head.as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(&part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// The first of a row of words that no part holds.
fn boundary(parts: &[Part]) -> String {
    let holds = |word: &str| parts.iter().any(|p| p.bytes.windows(word.len()).any(|w| w == word.as_bytes()));
    let mut n = 0_u32;
    loop {
        let word = format!("cabas-form-{n:08}");
        if !holds(&word) {
            return word;
        }
        n = n.wrapping_add(1);
    }
}

/// A file name as browsers write it in a form.
fn escaped(file_name: &str) -> String {
    file_name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_parts_between_boundaries() {
        let (media_type, body) =
            encode(&[Part::text("kind", "tasks"), Part::file("file", "a \"b\".csv", b"x;y\r\n".to_vec())]);
        assert_eq!(media_type, "multipart/form-data; boundary=cabas-form-00000000");
        let text = String::from_utf8(body).unwrap_or_default();
        assert_eq!(
            text,
            "--cabas-form-00000000\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\ntasks\r\n\
             --cabas-form-00000000\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a %22b%22.csv\"\r\n\
             content-type: application/octet-stream\r\n\r\nx;y\r\n\r\n--cabas-form-00000000--\r\n"
        );
    }

    #[test]
    fn no_part_can_end_the_form_early() {
        let (media_type, _) = encode(&[Part::text("text", "cabas-form-00000000 cabas-form-00000001")]);
        assert_eq!(media_type, "multipart/form-data; boundary=cabas-form-00000002");
    }
}
