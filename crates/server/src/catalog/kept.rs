//! A catalog that lies elsewhere, asked for one at a time and kept for a while. Asking goes on whether or
//! not the request that began it still waits: long lists take longer than a request may. Knows nothing of
//! how Leeloo is asked.

use std::fmt;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::{Catalog, LeelooError};

/// How long what was answered is taken for true. Bots and tunnels change by hand, a few times a week.
const TTL: Duration = Duration::from_secs(300);
/// How long it is good enough while there is nothing newer.
const STALE_TTL: Duration = Duration::from_secs(3600);
/// Between an answer, or none, and the next question, whatever happens.
const PAUSE: Duration = Duration::from_secs(15);
/// How long a request waits for a newer answer than the old one.
const MOMENT: Duration = Duration::from_secs(3);
/// How long one waits where there is none; below the time a request may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks, and takes as long as it needs.
type Ask = dyn Fn() -> Result<Catalog, LeelooError> + Send + Sync;

pub(super) struct Kept {
    ask: Arc<Ask>,
    known: Arc<watch::Sender<Known>>,
    patience: Duration,
}

/// What is known so far.
#[derive(Debug, Default)]
struct Known {
    catalog: Option<(Instant, Arc<Catalog>)>,
    /// Why there is nothing newer, where the last question had no answer.
    failure: Option<LeelooError>,
    /// When the last question was over.
    asked: Option<Instant>,
    asking: bool,
}

impl Known {
    fn younger_than(&self, age: Duration) -> Option<Arc<Catalog>> {
        let (at, catalog) = self.catalog.as_ref()?;
        (at.elapsed() < age).then(|| Arc::clone(catalog))
    }
}

impl Kept {
    pub(super) fn new(ask: impl Fn() -> Result<Catalog, LeelooError> + Send + Sync + 'static) -> Self {
        Self { ask: Arc::new(ask), known: Arc::new(watch::Sender::default()), patience: PATIENCE }
    }

    /// The catalog. Where there is an old one, a new one is asked for and waited for a moment: somebody
    /// may look for the bot they have just made.
    pub(super) async fn get(&self) -> Result<Arc<Catalog>, LeelooError> {
        self.get_within(MOMENT).await
    }

    /// The catalog. An old one is given at once, and a new one asked for.
    pub(super) async fn at_hand(&self) -> Result<Arc<Catalog>, LeelooError> {
        self.get_within(Duration::ZERO).await
    }

    async fn get_within(&self, moment: Duration) -> Result<Arc<Catalog>, LeelooError> {
        let younger_than = |age| self.known.borrow().younger_than(age);
        if let Some(catalog) = younger_than(TTL) {
            return Ok(catalog);
        }
        self.begin();
        match younger_than(STALE_TTL) {
            Some(old) => Ok(self.answer(moment).await.unwrap_or(old)),
            None => self.answer(self.patience).await,
        }
    }

    /// The catalog as it is now, as far as it may be asked for.
    pub(super) async fn again(&self) -> Result<Arc<Catalog>, LeelooError> {
        if let Some(catalog) = self.known.borrow().younger_than(PAUSE) {
            return Ok(catalog);
        }
        self.begin();
        self.answer(self.patience).await
    }

    /// Asks, unless that is under way or was done just now. In a thread of its own: those of the
    /// runtime would have to be waited for when the server is told to stop.
    fn begin(&self) {
        let begins = self.known.send_if_modified(|known| {
            let begins = !known.asking && known.asked.is_none_or(|asked| asked.elapsed() >= PAUSE);
            known.asking |= begins;
            begins
        });
        if !begins {
            return;
        }
        let question = Question { known: Arc::clone(&self.known), answer: None };
        let ask = Arc::clone(&self.ask);
        // Where there is no thread to be had, the question is dropped, which answers it.
        let _ = thread::Builder::new().name("catalog".to_owned()).spawn(move || question.end(ask()));
    }

    /// What comes of the question under way, or came of the last one.
    async fn answer(&self, patience: Duration) -> Result<Arc<Catalog>, LeelooError> {
        let mut known = self.known.subscribe();
        match tokio::time::timeout(patience, known.wait_for(|known| !known.asking)).await {
            Ok(Ok(known)) => {
                let failure = || known.failure.clone().unwrap_or(LeelooError::Unreachable);
                known.younger_than(STALE_TTL).ok_or_else(failure)
            }
            _ => Err(LeelooError::Loading),
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("known", &*self.known.borrow()).finish_non_exhaustive()
    }
}

/// A question under way. It ends when this is dropped, however that comes about.
struct Question {
    known: Arc<watch::Sender<Known>>,
    answer: Option<Result<Catalog, LeelooError>>,
}

impl Question {
    fn end(mut self, answer: Result<Catalog, LeelooError>) {
        self.answer = Some(answer);
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        let answer = self.answer.take().unwrap_or(Err(LeelooError::Unreachable));
        self.known.send_modify(|known| {
            (known.asking, known.asked) = (false, Some(Instant::now()));
            match answer {
                Ok(catalog) => {
                    known.catalog = Some((Instant::now(), Arc::new(catalog)));
                    known.failure = None;
                }
                Err(error) => {
                    tracing::warn!(%error, "Leeloo did not answer as it should");
                    known.failure = Some(error);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// Asks where the test answers; an answer of `None` panics.
    fn slow(patience: Duration) -> (Kept, Sender<Option<Result<Catalog, LeelooError>>>) {
        let (answers, answer) = channel();
        let answer = Mutex::new(answer);
        let ask = move || {
            let answer: Option<_> = answer.lock().unwrap().recv().unwrap();
            answer.unwrap()
        };
        (Kept { patience, ..Kept::new(ask) }, answers)
    }

    const LONG: Duration = Duration::from_secs(600);

    async fn is_over(kept: &Kept) {
        kept.known.subscribe().wait_for(|known| !known.asking).await.unwrap();
    }

    #[tokio::test]
    async fn a_slow_answer_comes_though_nobody_waited() {
        let (kept, answers) = slow(Duration::from_millis(1));
        for _ in 0..3 {
            assert_eq!(kept.get().await.unwrap_err(), LeelooError::Loading);
        }
        answers.send(Some(Ok(Catalog::demo()))).unwrap();
        is_over(&kept).await;
        assert_eq!(*kept.get().await.unwrap(), Catalog::demo());
        // One question, one answer.
        assert!(!kept.known.borrow().asking);
    }

    #[tokio::test]
    async fn an_old_answer_serves_while_a_new_one_is_on_its_way() {
        let (kept, answers) = slow(Duration::from_millis(1));
        let before = Instant::now().checked_sub(TTL).unwrap();
        kept.known.send_modify(|known| known.catalog = Some((before, Arc::default())));
        for _ in 0..3 {
            assert_eq!(*kept.at_hand().await.unwrap(), Catalog::default());
        }
        assert_eq!(*kept.get_within(Duration::from_millis(1)).await.unwrap(), Catalog::default());
        // Whoever misses something in it does not go by it.
        assert_eq!(kept.again().await.unwrap_err(), LeelooError::Loading);
        answers.send(Some(Ok(Catalog::demo()))).unwrap();
        is_over(&kept).await;
        assert_eq!(*kept.again().await.unwrap(), Catalog::demo());
        assert_eq!(*kept.get().await.unwrap(), Catalog::demo());
    }

    #[tokio::test]
    async fn an_answer_that_comes_at_once_is_waited_for() {
        let (kept, answers) = slow(LONG);
        let before = Instant::now().checked_sub(TTL).unwrap();
        kept.known.send_modify(|known| known.catalog = Some((before, Arc::default())));
        answers.send(Some(Ok(Catalog::demo()))).unwrap();
        assert_eq!(*kept.get_within(LONG).await.unwrap(), Catalog::demo());
    }

    #[tokio::test]
    async fn a_failure_is_not_tried_again_at_once() {
        for (answer, expected) in [
            (Some(Err(LeelooError::TokenRefused)), LeelooError::TokenRefused),
            (None, LeelooError::Unreachable),
        ] {
            let (kept, answers) = slow(LONG);
            answers.send(answer).unwrap();
            assert_eq!(kept.get().await.unwrap_err(), expected);
            assert_eq!(kept.get().await.unwrap_err(), expected);
            // Later it is.
            let before = Instant::now().checked_sub(PAUSE).unwrap();
            kept.known.send_modify(|known| known.asked = Some(before));
            answers.send(Some(Ok(Catalog::demo()))).unwrap();
            assert_eq!(*kept.get().await.unwrap(), Catalog::demo());
        }
    }
}
