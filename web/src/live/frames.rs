//! The stream of changes as frames of server-sent events.

use cabas_model::events::DISPLACED;

/// One event as it came; with an id alone, where to go on from.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Frame {
    pub(super) id: Option<String>,
    pub(super) data: String,
    /// The last of a stream whose place was given to a newer window.
    pub(super) displaced: bool,
}

/// Cuts a stream of bytes into frames, whatever the chunks it comes in.
#[derive(Default)]
pub(super) struct Frames {
    /// The line that has not ended yet.
    rest: Vec<u8>,
    frame: Frame,
    any: bool,
}

impl Frames {
    /// Takes a chunk, gives the frames it ends.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Vec<Frame> {
        let mut done = Vec::new();
        for byte in chunk {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.rest);
                done.extend(self.line(String::from_utf8_lossy(&line).trim_end_matches('\r')));
            } else {
                self.rest.push(*byte);
            }
        }
        done
    }

    /// Takes a line; an empty one ends a frame. A line that begins with a colon is a heartbeat.
    fn line(&mut self, line: &str) -> Option<Frame> {
        if line.is_empty() {
            let ended = std::mem::take(&mut self.frame);
            return std::mem::take(&mut self.any).then_some(ended);
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            // Any other repeats what the data says.
            "event" => self.frame.displaced = value == DISPLACED,
            "id" => {
                self.frame.id = Some(value.to_owned());
                self.any = true;
            }
            "data" => {
                if !self.frame.data.is_empty() {
                    self.frame.data.push('\n');
                }
                self.frame.data.push_str(value);
                self.any = true;
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(id: &str, data: &str) -> Frame {
        Frame { id: Some(id.to_owned()), data: data.to_owned(), displaced: false }
    }

    #[test]
    fn a_frame_ends_with_a_blank_line() {
        let mut frames = Frames::default();
        assert_eq!(frames.push(b"id: 7\nevent: stop.changed\ndata: {\"id\":7}\n\n"), [frame("7", "{\"id\":7}")]);
    }

    #[test]
    fn chunks_may_cut_anywhere_even_inside_a_letter() {
        let stream = "id: 8\nevent: e\ndata: livré\n\nid: 9\r\nevent: f\r\ndata: a\r\n\r\n".as_bytes();
        for size in 1..stream.len() {
            let mut frames = Frames::default();
            let found: Vec<Frame> = stream.chunks(size).flat_map(|chunk| frames.push(chunk)).collect();
            assert_eq!(found, [frame("8", "livré"), frame("9", "a")], "chunks of {size}");
        }
    }

    #[test]
    fn heartbeats_are_no_frames() {
        let mut frames = Frames::default();
        assert_eq!(frames.push(b": beat\n\n:\n\n"), []);
    }

    #[test]
    fn a_greeting_hands_on_its_id_alone() {
        let mut frames = Frames::default();
        assert_eq!(frames.push(b"id: 3\n: open\n\n: beat\n\n"), [frame("3", "")]);
    }

    #[test]
    fn several_data_lines_are_one_text() {
        let mut frames = Frames::default();
        let found = frames.push(b"data: a\ndata: b\n\n");
        assert_eq!(found.first().map(|frame| frame.data.as_str()), Some("a\nb"));
    }

    #[test]
    fn a_stream_that_gives_its_place_says_so_in_a_frame_without_data() {
        let mut frames = Frames::default();
        let found = frames.push(b"id: 7\nevent: stop.changed\ndata: {}\n\nevent: displaced\ndata:\n\n");
        assert_eq!(found.iter().map(|frame| frame.displaced).collect::<Vec<_>>(), [false, true]);
    }
}
