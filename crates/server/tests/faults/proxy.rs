//! A bad network: a proxy between importer and server that cuts, delays, repeats and makes up.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::chance::Chance;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Passed,
    /// The connection breaks before the request is whole.
    CutRequest,
    /// It is done, and the connection breaks in the middle of the answer.
    CutAnswer,
    /// It is done, and nobody is told.
    LostAnswer,
    Delayed,
    /// It reaches the server twice at the same time.
    Twice,
    /// It reaches the server again when others have come in between.
    Again,
    /// It never gets there: the answer is made up by something on the way.
    MadeUp(&'static str),
}

const MADE_UP: [&str; 6] = [
    "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\nConnection: close\r\n\r\noops",
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: close\r\n\r\n<html>captive ",
    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 99999\r\nConnection: close\r\n\r\n",
];

/// A proxy that ends with the value.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    server: String,
    chance: Mutex<Chance>,
    stopped: AtomicBool,
    troubled: AtomicU64,
    late: Mutex<Vec<JoinHandle<()>>>,
}

impl Proxy {
    /// Before a server, `host:port`.
    pub(crate) fn before(server: &str, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            server: server.to_owned(),
            chance: Mutex::new(Chance::new(seed)),
            stopped: AtomicBool::new(false),
            troubled: AtomicU64::new(0),
            late: Mutex::default(),
        });
        let accepting = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                for client in listener.incoming().map_while(Result::ok) {
                    if shared.stopped.load(Ordering::Relaxed) {
                        break;
                    }
                    let shared = Arc::clone(&shared);
                    // A broken connection ends the thread that has broken it.
                    thread::spawn(move || shared.serve(client));
                }
            }
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for what is still to arrive, and says how many requests met with something.
    pub(crate) fn settle(&self) -> u64 {
        let late = std::mem::take(&mut *self.shared.late.lock().unwrap());
        late.into_iter().for_each(|late| late.join().unwrap());
        self.shared.troubled.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Shared {
    fn fate(&self) -> (Fate, Duration) {
        let mut chance = self.chance.lock().unwrap();
        let wait = chance.ms(20..300);
        let fate = match chance.below(20) {
            0 | 1 => Fate::CutRequest,
            2 | 3 => Fate::CutAnswer,
            4 | 5 => Fate::LostAnswer,
            6 | 7 => Fate::Twice,
            8 | 9 => Fate::Again,
            10 | 11 => Fate::Delayed,
            12 => Fate::MadeUp(MADE_UP[usize::try_from(chance.below(6)).unwrap()]),
            _ => Fate::Passed,
        };
        if fate != Fate::Passed {
            self.troubled.fetch_add(1, Ordering::Relaxed);
        }
        (fate, wait)
    }

    /// One request, one answer, and the connection is closed.
    fn serve(&self, mut client: TcpStream) -> Option<()> {
        let request = read_request(&mut client)?;
        let (fate, wait) = self.fate();
        match fate {
            Fate::Passed => client.write_all(&ask(&self.server, &request)?).ok()?,
            Fate::Delayed => {
                thread::sleep(wait);
                client.write_all(&ask(&self.server, &request)?).ok()?;
            }
            Fate::CutRequest => {
                let mut server = TcpStream::connect(&self.server).ok()?;
                server.write_all(&request[..request.len() * 2 / 3]).ok()?;
                server.shutdown(Shutdown::Both).ok()?;
            }
            Fate::CutAnswer => {
                let answer = ask(&self.server, &request)?;
                client.write_all(&answer[..answer.len() - 3]).ok()?;
            }
            Fate::LostAnswer => drop(ask(&self.server, &request)),
            Fate::Twice => {
                let (server, twin) = (self.server.clone(), request.clone());
                let twin = thread::spawn(move || ask(&server, &twin));
                let answer = ask(&self.server, &request)?;
                let other = twin.join().unwrap()?;
                let is_batch = request.starts_with(b"PUT");
                assert!(!is_batch || body(&answer) == body(&other), "one batch, two answers");
                client.write_all(&answer).ok()?;
            }
            Fate::Again => {
                client.write_all(&ask(&self.server, &request)?).ok()?;
                let server = self.server.clone();
                let late = thread::spawn(move || {
                    thread::sleep(wait);
                    ask(&server, &request);
                });
                self.late.lock().unwrap().push(late);
            }
            Fate::MadeUp(answer) => client.write_all(answer.as_bytes()).ok()?,
        }
        client.shutdown(Shutdown::Both).ok()
    }
}

/// A whole request, with word to the server to close the connection after the answer.
fn read_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let head = loop {
        read_more(client, &mut request)?;
        if let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let text = String::from_utf8_lossy(&request[..head]).to_lowercase();
    let length =
        text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    while request.len() < head + 4 + length.unwrap_or(0) {
        read_more(client, &mut request)?;
    }
    request.splice(head + 2..head + 2, *b"Connection: close\r\n");
    Some(request)
}

fn read_more(client: &mut TcpStream, request: &mut Vec<u8>) -> Option<()> {
    let mut piece = [0; 8192];
    let count = client.read(&mut piece).ok().filter(|count| *count > 0)?;
    request.extend_from_slice(&piece[..count]);
    Some(())
}

fn ask(server: &str, request: &[u8]) -> Option<Vec<u8>> {
    let mut server = TcpStream::connect(server).ok()?;
    server.write_all(request).ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).ok()?;
    (!answer.is_empty()).then_some(answer)
}

fn body(answer: &[u8]) -> Option<&[u8]> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    answer.get(head + 4..)
}
