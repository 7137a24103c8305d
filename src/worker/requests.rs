//! Requests that go beyond looking at a table: changing it, making files of it, comparing, delivering.

use std::ops::ControlFlow;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use importer_core::Session;
use web_sys::File;

use super::open::OpenFile;
use super::{
    Answer, Report, Worker, asking, known, make, mapping, open, pickers, repair, returned, send, stopped,
    stretch,
};
use crate::protocol::{Failure, Product, Progress, Reply, Request, Returned};

impl Worker {
    /// Does what is asked, however long it takes.
    pub(super) fn work_on(
        &self,
        id: u32,
        request: Request,
        file: Option<File>,
    ) -> LocalBoxFuture<'_, Answer> {
        Box::pin(async move {
            match request {
                Request::Make(product) => self.make(id, &product).await,
                Request::HandBack => self.hand_back(id).await,
                Request::ReadKnown { config } => self.read_known(id, config.as_deref(), file),
                request => self.reply(id, request, file).await.map(|reply| (reply, None)),
            }
        })
    }

    async fn reply(&self, id: u32, request: Request, file: Option<File>) -> Result<Reply, Failure> {
        let tell: Report<'_> = &mut self.report(id);
        match request {
            Request::TryConfig(json) => open::config(Some(&json)).map(|_| Reply::Done),
            Request::TakeBack => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                let mut taken = Returned::default();
                let mut reply = self
                    .change(tell, async |open, tell| {
                        taken = returned::take_back(open, &file, tell).await?;
                        Ok(())
                    })
                    .await?;
                if let Reply::Opened(overview) = &mut reply {
                    overview.returned = Some(taken);
                }
                Ok(reply)
            }
            Request::Seek { view, what, from, back } => {
                self.with(async |open| {
                    repair::seek(&mut open.session, &view, what, from, back, tell).await.map(Reply::Sought)
                })
                .await?
            }
            Request::Copy { span, columns } => {
                self.with(async |open| stretch::copied(&mut open.session, &span, &columns)).await
            }
            Request::Act(action) => {
                self.change(tell, async |open, tell| {
                    let action = repair::action(&mut open.session, action)?;
                    let acted = open.session.act_piecemeal(&action, &mut repair::working(tell)).await;
                    acted.map(drop).map_err(|error| repair::failure(&error))
                })
                .await
            }
            Request::Preview(action) => {
                self.with(async |open| Reply::Preview(repair::preview(&mut open.session, action, tell).await))
                    .await
            }
            Request::TryRecipe(json) => {
                self.with(async |open| repair::try_recipe(&mut open.session, &json, tell).await).await?
            }
            Request::ApplyRecipe(json) => {
                self.change(tell, async |open, tell| {
                    let mut tell = repair::working(tell);
                    let applied = open.session.apply_recipe_piecemeal(&json, &mut tell).await;
                    applied.map(drop).map_err(|error| repair::recipe_failure(&error))
                })
                .await
            }
            Request::Undo => self.turn(tell, Session::undo, Session::redo).await,
            Request::Redo => self.turn(tell, Session::redo, Session::undo).await,
            request @ (Request::SetHeader(_)
            | Request::SetTarget { .. }
            | Request::SetMessenger { .. }
            | Request::SetIncludeHidden(_)
            | Request::SetFeeds { .. }
            | Request::SetJoin { .. }
            | Request::SetDateOrder { .. }
            | Request::SetCountry(_)
            | Request::SetMapping(_)) => {
                let mut unfit = importer_core::Unfit::default();
                let mut reply = self
                    .change(tell, async |open, _| {
                        unfit = mapping::decide(&mut open.session, request)?;
                        Ok(())
                    })
                    .await?;
                if let Reply::Opened(overview) = &mut reply {
                    overview.unfit = unfit.headers.into_iter().chain(unfit.targets).collect();
                }
                Ok(reply)
            }
            Request::Pickers { backend, token } => pickers::pickers(backend, token).await.map(Reply::Pickers),
            Request::Send(options) => {
                self.turns.set_sending(true);
                let say = |reply| self.post(id, reply);
                let sent = send::deliver(&self.open, *options, &self.control, say).await;
                self.turns.set_sending(false);
                let mut sent = sent?;
                // What arrived is known now, and is compared with.
                let mut silent = |_| ControlFlow::Continue(());
                if let Reply::Opened(overview) = self.learn(&mut silent, |_| Ok(())).await? {
                    sent.overview = *overview;
                }
                Ok(Reply::Sent(Box::new(sent)))
            }
            Request::AddKnown => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                self.learn(tell, |open| known::add(open, &file)).await
            }
            Request::HandKnown(json) => self.learn(tell, |open| known::hand(open, &json)).await,
            Request::AskKnown(question) => {
                self.refuse_while_sending()?;
                let say = |reply| self.post(id, reply);
                self.turns.set_asking(true);
                let asked = asking::ask(&self.open, question, &self.asking, say).await;
                let compared = match asked {
                    Ok(known) => {
                        let add = |open: &mut OpenFile| open.session.add_known(known);
                        self.learn(tell, |open| add(open).map_err(|error| known::failure(&error))).await
                    }
                    Err(failure) => Err(failure),
                };
                self.turns.set_asking(false);
                compared
            }
            Request::SetKnown(choices) => {
                self.learn(tell, |open| known::decide(&mut open.session, &choices)).await
            }
            Request::ForgetKnown => {
                self.learn(tell, |open| {
                    open.session.set_known(None);
                    Ok(())
                })
                .await
            }
            Request::Fingerprint => send::fingerprint(&self.open).await.map(Reply::Fingerprint),
            _ => Err(Failure::new("request.unknown")),
        }
    }

    async fn make(&self, id: u32, product: &Product) -> Answer {
        let mut report = self.report(id);
        let mut tell =
            |done: usize, total: usize| report(Progress::Making { done: done as u64, total: total as u64 });
        let words = Rc::clone(&self.words.borrow());
        let made = match product {
            Product::Example => make::example(self.open.borrow().as_ref(), &words)?,
            product => self.with(async |open| make::make(open, product, &words, &mut tell).await).await??,
        };
        Ok((Reply::Made { name: made.name }, Some(made.blob)))
    }

    async fn hand_back(&self, id: u32) -> Answer {
        let mut report = self.report(id);
        let mut tell =
            |done: usize, total: usize| report(Progress::Working { done: done as u64, total: total as u64 });
        let made = self.with(async |open| returned::hand_back(open, &mut tell).await).await??;
        Ok((Reply::Made { name: made.name }, Some(made.blob)))
    }

    fn read_known(&self, id: u32, config: Option<&str>, file: Option<File>) -> Answer {
        let file = file.ok_or_else(|| Failure::new("file.io"))?;
        let mut tell = self.report(id);
        let made = known::read(&file, config, &mut tell)?;
        Ok((Reply::Made { name: made.name }, Some(made.blob)))
    }

    /// Decides about known clients, and compares to the end.
    async fn learn(
        &self,
        tell: Report<'_>,
        take: impl FnOnce(&mut OpenFile) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        self.with(async |open| {
            take(open)?;
            open.check_whatever_is_said(tell).await;
            Ok(Reply::Opened(Box::new(open.overview())))
        })
        .await?
    }

    /// Makes a change and checks what has changed. Where it fails or is given up, before it is checked
    /// too, everything is as before.
    async fn change(
        &self,
        tell: Report<'_>,
        change: impl AsyncFnOnce(&mut OpenFile, Report<'_>) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        self.with(async |open| {
            let before = open.session.mark();
            let mut changed = change(open, tell).await;
            if changed.is_ok() && open.check(tell).await.is_break() {
                changed = Err(stopped());
            }
            match changed {
                Ok(()) => open.session.go_on(before),
                Err(_) => {
                    open.session.go_back(before);
                    open.check_whatever_is_said(tell).await;
                }
            }
            changed.map(|()| Reply::Opened(Box::new(open.overview())))
        })
        .await?
    }

    /// Takes a step back or makes it again, and the other way round where that is given up.
    async fn turn(
        &self,
        tell: Report<'_>,
        there: fn(&mut Session) -> bool,
        back: fn(&mut Session) -> bool,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        self.with(async |open| {
            let turned = there(&mut open.session);
            if open.check(tell).await.is_break() {
                if turned {
                    back(&mut open.session);
                }
                open.check_whatever_is_said(tell).await;
                return Err(stopped());
            }
            Ok(Reply::Opened(Box::new(open.overview())))
        })
        .await?
    }

    /// Rows that are on their way stay as they are until they have arrived.
    fn refuse_while_sending(&self) -> Result<(), Failure> {
        if self.turns.is_sending() { Err(Failure::new("send.in_progress")) } else { Ok(()) }
    }
}
