//! How much one caller, and all of them together, may ask at once. Requests beyond are refused before
//! anything is done for them. Per server: several servers let several times as much through.
//!
//! Two things are counted: requests over time ([`Limiter`], all of them), and places, which requests
//! hold while they are worked on ([`Places`]). A place is taken after the token was looked at, and not
//! at all by what monitoring asks.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::body::refuse;
use crate::problem::Problem;

/// Addresses remembered. Beyond, those that have not asked for longest are forgotten, which gives
/// them a full allowance again.
const ADDRESSES: usize = 10_000;
/// Seconds' worth of requests that may come at once.
const BURST_S: f64 = 2.0;

/// What is let through.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests a second from one address, on average; none: as many as there are.
    pub rate: Option<NonZeroU32>,
    /// Requests under way at once, from everybody. Each holds at most its body, 2 MB, and a few times
    /// that while it is worked on.
    pub under_way: usize,
    /// Requests under way at once from one address; none: as many as there are. A quarter of the
    /// connections may be one address's as well, unless this is none.
    pub at_once: Option<NonZeroUsize>,
}

impl Default for Limits {
    /// 100 requests a second, 32 at once: an importer with three batches under way stays far below.
    fn default() -> Self {
        Self { rate: NonZeroU32::new(100), under_way: 128, at_once: NonZeroUsize::new(32) }
    }
}

/// The address a request came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Keeps count of requests over time.
#[derive(Debug)]
pub(crate) struct Limiter {
    rate: Option<NonZeroU32>,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

/// What an address has left: it fills with time, and each request takes one out.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { rate: limits.rate, buckets: Mutex::default() }
    }

    /// Takes one request of an address, or says in how many seconds there will be one to take.
    fn take(&self, address: IpAddr, now: Instant) -> Result<(), u64> {
        let Some(rate) = self.rate.map(|rate| f64::from(rate.get())) else { return Ok(()) };
        let burst = rate * BURST_S;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES {
            forget(&mut buckets);
        }
        let bucket = buckets.entry(whose(address)).or_insert(Bucket { left: burst, at: now });
        let earned = now.saturating_duration_since(bucket.at).as_secs_f64() * rate;
        *bucket = Bucket { left: (bucket.left + earned).min(burst), at: now };
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            Ok(())
        } else {
            // At most one second, as one request is earned in it: the rate is a whole number.
            Err(1)
        }
    }
}

/// Makes room: the half that has not asked for longest goes.
fn forget(buckets: &mut HashMap<IpAddr, Bucket>) {
    let mut times: Vec<Instant> = buckets.values().map(|bucket| bucket.at).collect();
    times.sort_unstable();
    if let Some(&middle) = times.get(times.len() / 2) {
        buckets.retain(|_, bucket| bucket.at > middle);
    }
}

/// Somebody with one IPv6 address has 2^64 of them.
fn whose(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Asks for nothing but a sign of life.
pub(crate) const HEALTH: &str = "/healthz";

/// Refuses what comes too often.
pub(crate) async fn check_rate(
    State(limiter): State<Arc<Limiter>>,
    request: Request,
    next: Next,
) -> Response {
    // Whether the process runs is to be known when it is asked too much.
    if request.uri().path() != HEALTH
        && let Some(Peer(peer)) = request.extensions().get()
        && let Err(seconds) = limiter.take(peer.ip(), Instant::now())
    {
        return refuse(request, Problem::TooManyRequests { seconds }).await.into_response();
    }
    next.run(request).await
}

/// The places of requests under way.
#[derive(Debug)]
pub(crate) struct Places {
    all: Semaphore,
    most: usize,
    shares: Arc<Shares>,
}

impl Places {
    pub(crate) fn new(limits: Limits) -> Self {
        let shares = Arc::new(Shares::new(limits.at_once));
        Self { all: Semaphore::new(limits.under_way), most: limits.under_way, shares }
    }
}

/// Has a request hold a place while it is worked on, and refuses it where there is none.
pub(crate) async fn take_place(State(places): State<Arc<Places>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let share = peer.map(|Peer(peer)| places.shares.take(peer.ip()));
    if matches!(share, Some(None)) {
        return refuse(request, Problem::TooManyRequests { seconds: 1 }).await.into_response();
    }
    match places.all.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => {
            drop(share);
            refuse(request, Problem::Overloaded(places.most)).await.into_response()
        }
    }
}

/// How many of something each address has at the moment.
#[derive(Debug)]
pub(crate) struct Shares {
    most: Option<NonZeroUsize>,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// One of an address's share, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    address: IpAddr,
}

impl Shares {
    pub(crate) fn new(most: Option<NonZeroUsize>) -> Self {
        Self { most, taken: Mutex::default() }
    }

    /// One more for an address, unless it has its share.
    pub(crate) fn take(self: &Arc<Self>, address: IpAddr) -> Option<Share> {
        let address = whose(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if self.most.is_some_and(|most| *count >= most.get()) {
            return None;
        }
        *count += 1;
        Some(Share { shares: Arc::clone(self), address })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            // Only those who have something are remembered.
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn limiter(rate: u32) -> Limiter {
        Limiter::new(Limits { rate: NonZeroU32::new(rate), ..Limits::default() })
    }

    fn taken(limiter: &Limiter, address: &str, now: Instant, tries: usize) -> usize {
        (0..tries).filter(|_| limiter.take(address.parse().unwrap(), now).is_ok()).count()
    }

    #[test]
    fn an_address_has_a_burst_and_then_its_rate() {
        let (limiter, now) = (limiter(10), Instant::now());
        assert_eq!(taken(&limiter, "192.0.2.1", now, 50), 20);
        assert_eq!(taken(&limiter, "192.0.2.1", now + Duration::from_millis(500), 50), 5);
        assert_eq!(taken(&limiter, "192.0.2.1", now + Duration::from_secs(3600), 50), 20);
        assert_eq!(taken(&limiter, "192.0.2.2", now, 50), 20);
        assert_eq!(taken(&super::tests::limiter(0), "192.0.2.1", now, 5000), 5000);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let (limiter, now) = (limiter(10), Instant::now());
        assert_eq!(taken(&limiter, "2001:db8::1", now, 50), 20);
        assert_eq!(taken(&limiter, "2001:db8::2:1", now, 50), 0);
        assert_eq!(taken(&limiter, "2001:db8:0:1::1", now, 50), 20);
        assert_eq!(taken(&limiter, "::ffff:192.0.2.1", now, 15), 15);
        assert_eq!(taken(&limiter, "192.0.2.1", now, 15), 5);
    }

    #[test]
    fn memory_is_bounded() {
        let (limiter, start) = (limiter(10), Instant::now());
        for number in 0..25_000_u32 {
            let now = start + Duration::from_millis(number.into());
            limiter.take(IpAddr::from(number.to_be_bytes()), now).unwrap();
        }
        assert!(limiter.buckets.lock().unwrap().len() <= ADDRESSES);
    }

    #[test]
    fn an_address_has_no_more_than_its_share() {
        let shares = Arc::new(Shares::new(NonZeroUsize::new(2)));
        let take = |address: &str| shares.take(address.parse().unwrap());
        let held = [take("192.0.2.1"), take("192.0.2.1"), take("2001:db8::1"), take("2001:db8::2")];
        assert!(held.iter().all(Option::is_some));
        assert!(take("192.0.2.1").is_none() && take("::ffff:192.0.2.1").is_none());
        assert!(take("2001:db8::3").is_none() && take("2001:db8:0:1::1").is_some());
        drop(held);
        assert!(shares.taken.lock().unwrap().is_empty());
        assert!(take("192.0.2.1").is_some());
    }
}
