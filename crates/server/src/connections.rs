//! Connections: accepted, given time limits that `axum::serve` has no place for, and ended in peace.
//! Knows nothing of what is asked over them.

use std::future::Future;
use std::io;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::limits::{Peer, Shares};
use crate::stalled::Impatient;

/// Connections open at once; others wait in the system's queue.
const CONNECTIONS: usize = 1024;
/// Of them from one address, where addresses have shares; others are closed at once.
const SHARE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(CONNECTIONS / 4 - 1);
/// Time for a request's head, and for the next request on an open connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an answer waits for the other side to take some of it.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// Largest head of a request.
const HEAD_LIMIT: usize = 32 * 1024;
/// How long requests under way may go on after the server is told to stop.
const GRACE: Duration = Duration::from_secs(30);
/// Wait after a connection could not be accepted: the process has no file descriptor left, say.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` ends, then lets the requests under way finish. Whether addresses have shares
/// of the connections is for `shared` to say; `unreadable` is told of every request that is none, and the
/// status it was answered with.
///
/// # Errors
/// None so far: an accept that fails is tried again.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shared: bool,
    unreadable: impl Fn(StatusCode) + Clone + Send + 'static,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let open = Arc::new(Semaphore::new(CONNECTIONS));
    let shares = Arc::new(Shares::new(shared.then_some(SHARE)));
    let under_way = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = accept(&listener, &open) => accepted,
        };
        let Some((stream, peer, place)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let Some(share) = shares.take(peer.0.ip()) else { continue };
        let router = router.clone();
        let service = TowerToHyperService::new(tower::service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            router.clone().oneshot(request.map(axum::body::Body::new))
        }));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(HEAD_LIMIT)
            .serve_connection(TokioIo::new(Impatient::new(stream, WRITE_TIMEOUT)), service);
        let connection = under_way.watch(connection);
        let unreadable = unreadable.clone();
        tokio::spawn(async move {
            // A peer that goes away is not worth a line.
            if let Err(error) = connection.await
                && error.is_parse()
            {
                let too_large = error.is_parse_too_large();
                unreadable(if too_large {
                    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
                } else {
                    StatusCode::BAD_REQUEST
                });
            }
            drop((place, share));
        });
    }
    // Whoever connects from now on is told at once that nobody listens.
    drop(listener);
    if tokio::time::timeout(GRACE, under_way.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests under way");
    }
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    open: &Arc<Semaphore>,
) -> Option<(TcpStream, Peer, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(open).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // An answer is one small write: it must not wait for another one.
            let _ = stream.set_nodelay(true);
            Some((stream, Peer(peer), place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            None
        }
    }
}
