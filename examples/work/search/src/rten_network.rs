//! A network computed by rten, which is written in Rust and needs nothing but the file. All cores share one copy.

use std::{convert::Infallible, path::Path, sync::Arc};

use brigade::{BoxError, work_elsewhere};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::{AsView, NdTensor};

use crate::{
    spare::Spare,
    tokens::{Network, Tokens},
};

/// A model, and the threads on which it is computed: one for each call under way. By default each call would take all cores.
pub(crate) struct Rten {
    pub(crate) model: Model,
    threads: Spare<Arc<ThreadPool>>,
}

impl Rten {
    pub(crate) fn open(path: &Path) -> Result<Self, BoxError> {
        let model = ModelOptions::with_all_ops().prepack_weights(true).load_file(path)?;
        Ok(Self { model, threads: Spare::of(thread()) })
    }

    pub(crate) fn run(&self, inputs: Vec<(NodeId, Value)>) -> Result<Value, BoxError> {
        let inputs = inputs.into_iter().map(|(id, value)| (id, value.into())).collect();
        let output = *self.model.output_ids().first().ok_or("a network without outputs")?;
        let run = |thread: &mut Arc<ThreadPool>| {
            let options = RunOptions::default().with_thread_pool(Some(thread.clone()));
            let compute = || self.model.run_n(inputs, [output], Some(options));
            // It computes on threads of its own only; what it takes there is the calling job's.
            Ok::<_, Infallible>(work_elsewhere(|work| thread.run(work), compute))
        };
        let Ok(outputs) = self.threads.with(|| Ok(thread()), run);
        let [output] = outputs?;
        Ok(output)
    }
}

fn thread() -> Arc<ThreadPool> {
    Arc::new(ThreadPool::with_num_threads(1))
}

/// MiniLM.
pub(crate) struct RtenNetwork {
    rten: Rten,
    inputs: [NodeId; 3],
}

impl RtenNetwork {
    pub(crate) fn open(path: &Path) -> Result<Self, BoxError> {
        let rten = Rten::open(path)?;
        let input = |name| rten.model.node_id(name);
        let inputs = [input("input_ids")?, input("attention_mask")?, input("token_type_ids")?];
        Ok(Self { rten, inputs })
    }
}

impl Network for RtenNetwork {
    fn run(&self, tokens: &Tokens) -> Result<Vec<f32>, BoxError> {
        let shape = [tokens.rows(), tokens.width];
        let values = [tokens.ids.clone(), tokens.mask.clone(), vec![0; tokens.ids.len()]];
        let tensors = values.map(|values| Value::from(NdTensor::from_data(shape, values)));
        let output: NdTensor<f32, 3> = self.rten.run(self.inputs.into_iter().zip(tensors).collect())?.try_into()?;
        Ok(output.to_vec())
    }
}
