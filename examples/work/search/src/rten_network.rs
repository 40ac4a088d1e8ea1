//! The network computed by rten, which is written in Rust and needs nothing but the file.

use std::{path::Path, sync::Arc};

use brigade::BoxError;
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::{AsView, NdTensor};

use crate::tokens::Tokens;

pub(crate) struct RtenNetwork {
    model: Model,
    inputs: [NodeId; 3],
    output: NodeId,
    options: RunOptions,
}

impl RtenNetwork {
    pub(crate) fn open(path: &Path) -> Result<Self, BoxError> {
        let model = ModelOptions::with_all_ops().prepack_weights(true).load_file(path)?;
        let inputs = [model.node_id("input_ids")?, model.node_id("attention_mask")?, model.node_id("token_type_ids")?];
        let output = *model.output_ids().first().ok_or("a network without outputs")?;
        // Several batches run side by side, each on one core; by default each would take all cores.
        let options = RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1))));
        Ok(Self { model, inputs, output, options })
    }

    pub(crate) fn run(&self, tokens: &Tokens) -> Result<Vec<f32>, BoxError> {
        let shape = [tokens.rows(), tokens.width];
        let values = [tokens.ids.clone(), tokens.mask.clone(), vec![0; tokens.ids.len()]];
        let tensors = values.map(|values| NdTensor::from_data(shape, values).into());
        let inputs = self.inputs.into_iter().zip(tensors).collect();
        let [output] = self.model.run_n(inputs, [self.output], Some(self.options.clone()))?;
        let output: NdTensor<f32, 3> = output.try_into()?;
        Ok(output.to_vec())
    }
}
