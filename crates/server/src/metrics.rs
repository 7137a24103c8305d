//! What the server has done, in numbers, for Prometheus (text format 0.0.4): requests by call and
//! status, clients by what became of them. Holds no client data.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use importer_contract::BatchAnswer;

use crate::Server;
use crate::store::Applied;

/// Upper bounds of the time a request takes, in seconds.
const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The numbers.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Numbers>);

#[derive(Debug, Default)]
struct Numbers {
    requests: BTreeMap<(&'static str, String, u16), u64>,
    times: BTreeMap<String, Times>,
    clients: BatchCounts,
    batches: u64,
    batches_again: u64,
}

#[derive(Debug, Default)]
struct Times {
    /// Requests by the first of [`BOUNDS`] they stay within.
    within: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
}

#[derive(Debug, Default)]
struct BatchCounts {
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
}

impl Metrics {
    /// Counts a batch.
    pub(crate) fn batch(&self, applied: &Applied) {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Applied::Now { answer: BatchAnswer { created, updated, unchanged, rejected }, .. } = applied
        else {
            numbers.batches_again += 1;
            return;
        };
        numbers.batches += 1;
        let clients = &mut numbers.clients;
        clients.created += u64::from(*created);
        clients.updated += u64::from(*updated);
        clients.unchanged += u64::from(*unchanged);
        clients.rejected += u64::try_from(rejected.len()).unwrap_or_default();
    }

    /// Counts a request that could not be read as one.
    pub(crate) fn unreadable(&self, status: StatusCode) {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *numbers.requests.entry(("other", "other".to_owned(), status.as_u16())).or_default() += 1;
    }

    fn request(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *numbers.requests.entry((known(method), route.to_owned(), status)).or_default() += 1;
        let times = numbers.times.entry(route.to_owned()).or_default();
        times.count += 1;
        times.sum += took;
        let at = BOUNDS.iter().position(|bound| took.as_secs_f64() <= *bound);
        if let Some(within) = at.and_then(|at| times.within.get_mut(at)) {
            *within += 1;
        }
    }

    /// The exposition.
    fn print(&self) -> String {
        let numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = numbers.write(&mut text);
        text
    }
}

impl Numbers {
    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "# HELP importer_requests_total Requests answered.")?;
        writeln!(out, "# TYPE importer_requests_total counter")?;
        for ((method, route, status), count) in &self.requests {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            writeln!(out, "importer_requests_total{{{labels}}} {count}")?;
        }
        writeln!(out, "# HELP importer_request_seconds Time from a request's head to the answer's.")?;
        writeln!(out, "# TYPE importer_request_seconds histogram")?;
        for (route, times) in &self.times {
            let mut sum = 0;
            for (bound, within) in BOUNDS.iter().zip(times.within) {
                sum += within;
                writeln!(out, "importer_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {sum}")?;
            }
            let Times { count, sum, .. } = times;
            writeln!(out, "importer_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}")?;
            writeln!(out, "importer_request_seconds_sum{{route=\"{route}\"}} {}", sum.as_secs_f64())?;
            writeln!(out, "importer_request_seconds_count{{route=\"{route}\"}} {count}")?;
        }
        writeln!(out, "# HELP importer_clients_total Clients in batches, by what became of them.")?;
        writeln!(out, "# TYPE importer_clients_total counter")?;
        let BatchCounts { created, updated, unchanged, rejected } = self.clients;
        for (outcome, count) in
            [("created", created), ("updated", updated), ("unchanged", unchanged), ("rejected", rejected)]
        {
            writeln!(out, "importer_clients_total{{outcome=\"{outcome}\"}} {count}")?;
        }
        writeln!(out, "# HELP importer_batches_total Batches applied, and sent again after that.")?;
        writeln!(out, "# TYPE importer_batches_total counter")?;
        writeln!(out, "importer_batches_total{{again=\"false\"}} {}", self.batches)?;
        writeln!(out, "importer_batches_total{{again=\"true\"}} {}", self.batches_again)
    }
}

/// Method names are free text; only the known ones become labels.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Counts a request and logs it, whoever answers it: what was refused before a handler saw it counts
/// too, under the call it was for. What is counted is the pattern of its path, never the path that was
/// asked for: that may hold anything, and each would be a series of its own.
pub(crate) async fn watch(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // The contract's paths hold ids of imports and numbers of batches, nothing of a client.
    let path = route.is_some().then(|| request.uri().path().to_owned());
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), start.elapsed());
    metrics.request(&method, route.as_deref().unwrap_or("other"), status, took);
    let (path, ms) = (path.as_deref().unwrap_or("other"), took.as_secs_f64() * 1000.0);
    tracing::info!(%method, path, status, ms, "request");
    response
}

/// `GET /metrics`.
pub(crate) async fn expose(State(server): State<Server>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], server.metrics.print())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_clients_are_counted() {
        let metrics = Metrics::default();
        metrics.request(&Method::PUT, "/b/{n}", 200, Duration::from_millis(7));
        metrics.request(&Method::PUT, "/b/{n}", 200, Duration::from_secs(30));
        metrics.request(&Method::from_bytes(b"BREW").unwrap(), "other", 405, Duration::ZERO);
        let answer = BatchAnswer { created: 2, unchanged: 1, ..BatchAnswer::default() };
        metrics.batch(&Applied::Now { answer, json: String::new() });
        metrics.batch(&Applied::Before { json: String::new() });
        let text = metrics.print();
        for line in [
            "importer_requests_total{method=\"PUT\",route=\"/b/{n}\",status=\"200\"} 2",
            "importer_requests_total{method=\"other\",route=\"other\",status=\"405\"} 1",
            "importer_request_seconds_bucket{route=\"/b/{n}\",le=\"0.005\"} 0",
            "importer_request_seconds_bucket{route=\"/b/{n}\",le=\"0.01\"} 1",
            "importer_request_seconds_bucket{route=\"/b/{n}\",le=\"10\"} 1",
            "importer_request_seconds_bucket{route=\"/b/{n}\",le=\"+Inf\"} 2",
            "importer_request_seconds_sum{route=\"/b/{n}\"} 30.007",
            "importer_clients_total{outcome=\"created\"} 2",
            "importer_clients_total{outcome=\"unchanged\"} 1",
            "importer_batches_total{again=\"false\"} 1",
            "importer_batches_total{again=\"true\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
