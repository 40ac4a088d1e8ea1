//! Brings an application from checked to ready: its lifespans have begun, and its operations find their state.

use std::{any::TypeId, fmt::Display, mem, sync::Arc};

use brigade_scheduler::Operation;

use crate::{
    ambient::Ambient,
    batch::{Place, WarmUp},
    engine::{AnyEngine, load_all},
    error::{Error, Result},
    extract::Context,
    lifespan::{LifespanFunction, Lifespans, Prepared},
    readiness::Readiness,
    state::{Needs, State},
};

/// Is what is left to do before an application and those mounted in it can serve.
#[derive(Default)]
pub(crate) struct StartUp(Vec<Unstarted>);

/// Is an application without its state.
pub(crate) struct Unstarted {
    /// Where it is mounted in the outermost one; empty if it is that.
    pub(crate) mounted_at: String,
    pub(crate) context: Arc<Context>,
    /// What its lifespans run for.
    pub(crate) inside: Arc<Place>,
    /// What it was given so far.
    pub(crate) state: State,
    pub(crate) needs: Needs,
    /// What is loaded before its lifespans begin, each with the type that functions take.
    pub(crate) engines: Vec<(TypeId, Arc<dyn AnyEngine>)>,
    pub(crate) lifespans: Vec<LifespanFunction>,
    /// What is run when all else is there.
    pub(crate) warm_ups: Vec<WarmUp>,
}

impl StartUp {
    /// Adds an application before the one at `index`, unless it is ready as it is. What it misses then is added to
    /// `mistakes`.
    pub(crate) fn insert(&mut self, index: usize, application: Unstarted, mistakes: &mut Vec<String>) {
        if application.lifespans.is_empty() && application.engines.is_empty() && application.warm_ups.is_empty() {
            application.finish(mistakes);
        } else {
            self.0.insert(index, application);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Loads all engines side by side, as jobs of `loading`, then begins all lifespans, one after the other, and then warms up
    /// what is to be warm. Whether this succeeds or not, `lifespans` has to be ended.
    ///
    /// # Errors
    ///
    /// Every engine that could not be loaded; or the first lifespan that fails; or every mistake that can be found only now:
    /// state that is missing or there twice; or every batch that fails while it is warmed up.
    pub(crate) async fn begin(
        self,
        lifespans: &mut Lifespans,
        loading: &Operation,
        readiness: &Arc<Readiness>,
    ) -> Result<()> {
        let demanded = |application: &Unstarted| {
            let Unstarted { engines, needs, .. } = application;
            engines.iter().map(|(id, engine)| (engine.clone(), needs.demand(*id))).collect::<Vec<_>>()
        };
        let engines = self.0.iter().flat_map(demanded).collect();
        let lifespans_left = self.0.iter().flat_map(|application| &application.lifespans);
        for lifespan in lifespans_left {
            readiness.expect(lifespan.described());
        }
        for warm_up in self.0.iter().flat_map(|application| &application.warm_ups) {
            readiness.expect(warm_up.described());
        }
        load_all(engines, loading, readiness).await.or_else(|failures| refuse(&failures))?;
        let (mut mistakes, mut warm_ups) = (Vec::new(), Vec::new());
        for mut application in self.0 {
            let inside = application.inside.clone();
            warm_ups.extend(mem::take(&mut application.warm_ups).into_iter().map(|warm_up| (inside.clone(), warm_up)));
            let (known, mounted_at) = (mistakes.len(), application.mounted_at.clone());
            application.begin(lifespans, readiness, &mut mistakes).await?;
            for mistake in mistakes[known..].iter_mut().filter(|_| !mounted_at.is_empty()) {
                *mistake = format!("mounted at {mounted_at}: {mistake}");
            }
        }
        refuse(&mistakes)?;
        // One after the other: each is to be measured while nothing else works.
        for (inside, warm_up) in warm_ups {
            let described = warm_up.described();
            mistakes.extend(warm_up.run(&inside.application).await.err());
            readiness.arrived(&described);
        }
        refuse(&mistakes)?;
        readiness.complete();
        Ok(())
    }
}

impl Unstarted {
    async fn begin(
        mut self,
        lifespans: &mut Lifespans,
        readiness: &Readiness,
        mistakes: &mut Vec<String>,
    ) -> Result<()> {
        let prepared = Prepared::new(self.state);
        let early = prepared.clone();
        self.inside.application.begin(Box::new(move || early.state()));
        for lifespan in self.lifespans.drain(..) {
            let ambient = Ambient::unhurried(self.inside.clone());
            let described = lifespan.described();
            lifespans.begin(lifespan, prepared.clone(), ambient).await?;
            readiness.arrived(&described);
        }
        let mut prepared = prepared.take();
        mistakes.append(&mut prepared.mistakes);
        self.state = prepared.state;
        self.finish(mistakes);
        Ok(())
    }

    /// Gives the application its state for good. What it misses is added to `mistakes`.
    fn finish(self, mistakes: &mut Vec<String>) {
        mistakes.extend(self.needs.missing(&self.state));
        self.context.share(self.state);
    }
}

/// Makes one error of all mistakes.
///
/// # Errors
///
/// That error, unless there are none.
pub(crate) fn refuse(mistakes: &[impl Display]) -> Result<()> {
    if mistakes.is_empty() { Ok(()) } else { Err(Error::mistakes("the application cannot start", mistakes)) }
}
