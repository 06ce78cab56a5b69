//! Stands between the suites and the server: whoever calls, by the typed client or by hand, every answer that passes is
//! held against the API's document before it is handed on.

use crate::contract::{self, Passed};
use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::oneshot,
};

type Faults = Arc<Mutex<Vec<String>>>;
/// Method and target of the requests whose answers have not come yet. Clients of ours do not mix them.
type Asked = Mutex<VecDeque<(String, String)>>;

/// A watched server. It listens on a thread of its own, since tests may block theirs.
pub(crate) struct Watch {
    /// Where to call the server so that its answers are seen.
    pub(crate) address: SocketAddr,
    faults: Faults,
    /// Dropped last of all: the thread ends with it.
    _stop: oneshot::Sender<()>,
}

impl Watch {
    pub(crate) fn over(server: SocketAddr) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener for tokio");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let faults = Faults::default();
        let kept = Arc::clone(&faults);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).expect("a listener");
                tokio::select! {
                    _ = stopped => {}
                    () = accept(listener, server, kept) => {}
                }
            });
        });
        Self { address, faults, _stop: stop }
    }

    /// What answers did so far that the document does not say.
    pub(crate) fn faults(&self) -> Vec<String> {
        locked(&self.faults).clone()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, server: SocketAddr, faults: Faults) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(pass(client, server, Arc::clone(&faults)));
    }
}

async fn pass(client: TcpStream, server: SocketAddr, faults: Faults) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let asked = Asked::default();
    let mut asking = std::pin::pin!(ask(from_client, to_server, &asked));
    tokio::select! {
        // A client that hangs up is gone for the server, too.
        () = &mut asking => return,
        () = answer(from_server, to_client, &asked, &faults) => {}
    }
    // What the client still sends is read, or it might lose the answer with the connection.
    let _ = tokio::time::timeout(Duration::from_secs(2), asking).await;
}

async fn ask(mut client: OwnedReadHalf, mut server: OwnedWriteHalf, asked: &Asked) {
    let (mut cutter, mut chunk) = (Cutter::default(), vec![0; 64 * 1024]);
    while let Ok(count @ 1..) = client.read(&mut chunk).await {
        cutter.bytes.extend_from_slice(&chunk[..count]);
        loop {
            if let Some(head) = cutter.next_head() {
                let mut words = head.first_line().split(' ').map(str::to_owned);
                let request = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                locked(asked).push_back(request);
            }
            if cutter.next_body(false).is_none() {
                break;
            }
        }
        // A server that hung up may still have answered.
        let _ = server.write_all(&chunk[..count]).await;
    }
}

async fn answer(mut server: OwnedReadHalf, mut client: OwnedWriteHalf, asked: &Asked, faults: &Faults) {
    let (mut cutter, mut chunk) = (Cutter::default(), vec![0; 64 * 1024]);
    let mut request = (String::new(), String::new());
    while let Ok(count @ 1..) = server.read(&mut chunk).await {
        cutter.bytes.extend_from_slice(&chunk[..count]);
        let found = judged(&mut cutter, &mut request, asked);
        locked(faults).extend(found);
        // Only now: whoever reads the answer finds its faults noted.
        if client.write_all(&chunk[..count]).await.is_err() {
            return;
        }
    }
    let _ = client.shutdown().await;
}

/// The faults of the answers that are complete by now.
fn judged(cutter: &mut Cutter, request: &mut (String, String), asked: &Asked) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        if let Some(head) = cutter.next_head() {
            if (100..200).contains(&head.status()) {
                cutter.head = None;
                continue;
            }
            *request = locked(asked).pop_front().unwrap_or_default();
            if head.is_stream() {
                found.extend(contract::faults(&head.passed(request, None)));
            }
        }
        let Some(head) = cutter.head.clone() else { return found };
        if head.is_stream() {
            let lines = cutter.lines();
            let data = lines.iter().filter_map(|line| line.strip_prefix("data: "));
            found.extend(data.flat_map(|data| contract::event_faults(&request.0, &request.1, data.trim_end())));
            return found;
        }
        let silent = request.0 == "HEAD" || matches!(head.status(), 204 | 304);
        let Some(body) = cutter.next_body(silent) else { return found };
        let plain = head.field("content-encoding").is_none_or(|encoding| encoding == "identity");
        found.extend(contract::faults(&head.passed(request, plain.then_some(body.as_slice()))));
    }
}

/// The lines before a body.
#[derive(Clone)]
struct Head(String);

impl Head {
    fn first_line(&self) -> &str {
        self.0.lines().next().unwrap_or_default()
    }
    fn status(&self) -> u16 {
        self.first_line().split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default()
    }
    fn field(&self, name: &str) -> Option<&str> {
        let named = |line: &'_ str| line.split_once(':').is_some_and(|(n, _)| n.eq_ignore_ascii_case(name));
        self.0.lines().skip(1).find(|line| named(line)).and_then(|line| line.split_once(':')).map(|(_, v)| v.trim())
    }
    fn media_type(&self) -> &str {
        self.field("content-type").and_then(|t| t.split(';').next()).unwrap_or_default()
    }
    fn is_stream(&self) -> bool {
        self.media_type() == "text/event-stream"
    }
    fn passed<'a>(&'a self, (method, target): &'a (String, String), body: Option<&'a [u8]>) -> Passed<'a> {
        let fields =
            self.0.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim()).collect();
        Passed { method, target, status: self.status(), media_type: self.media_type(), fields, body }
    }
}

/// Cuts the bytes of one direction of a connection into messages (RFC 9112). What is not HTTP is never cut.
#[derive(Default)]
struct Cutter {
    bytes: Vec<u8>,
    head: Option<Head>,
}

impl Cutter {
    /// The head of the next message, once.
    fn next_head(&mut self) -> Option<Head> {
        if self.head.is_some() {
            return None;
        }
        let end = find(&self.bytes, b"\r\n\r\n")? + 4;
        let head = Head(String::from_utf8_lossy(&self.bytes[..end]).into_owned());
        self.bytes.drain(..end);
        self.head = Some(head.clone());
        Some(head)
    }

    /// The body of the message whose head came, when all of it is there: then the next message may come.
    fn next_body(&mut self, silent: bool) -> Option<Vec<u8>> {
        let head = self.head.as_ref()?;
        let chunked = head.field("transfer-encoding").is_some_and(|e| e.eq_ignore_ascii_case("chunked"));
        let length = head.field("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        let (body, length) = match (silent, chunked) {
            (true, _) => (Vec::new(), 0),
            (_, true) => unchunked(&self.bytes)?,
            _ => (self.bytes.get(..length)?.to_vec(), length),
        };
        self.bytes.drain(..length);
        self.head = None;
        Some(body)
    }

    /// The lines that are complete: of a body without an end.
    fn lines(&mut self) -> Vec<String> {
        let end = self.bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let complete: Vec<u8> = self.bytes.drain(..end).collect();
        String::from_utf8_lossy(&complete).lines().map(str::to_owned).collect()
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The body of a chunked message, and how many bytes it took.
fn unchunked(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let line = find(bytes.get(at..)?, b"\r\n")?;
        let size = std::str::from_utf8(&bytes[at..at + line]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        at += line + 2;
        let chunk = bytes.get(at..at + size)?;
        body.extend_from_slice(chunk);
        bytes.get(at + size..at + size + 2)?;
        at += size + 2;
        if size == 0 {
            return Some((body, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_wherever_the_network_cuts_them() {
        let both = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
        for piece in [1, 2, 7, both.len()] {
            let (mut cutter, mut bodies) = (Cutter::default(), Vec::new());
            for part in both.chunks(piece) {
                cutter.bytes.extend_from_slice(part);
                loop {
                    cutter.next_head();
                    let Some(status) = cutter.head.as_ref().map(Head::status) else { break };
                    let Some(body) = cutter.next_body(false) else { break };
                    bodies.push((status, String::from_utf8(body).unwrap()));
                }
            }
            assert_eq!(bodies, [(200, "{}".to_owned()), (201, "abcde".to_owned())]);
            assert!(cutter.bytes.is_empty());
        }
    }
}
