//! Makes a form of its parts, within the limits: texts, files in memory, and files on disk.

use std::{mem, ops::Range, sync::Arc};

use bytes::Bytes;

use super::{
    Content, FilePart, Form, Part, bad,
    head::{Head, decode},
    parser::Event,
};
use crate::{error::Error, limits::Limits, pieces::Pieces, spool::Spool};

/// Holds what has arrived of a form.
pub(crate) struct Assembly<'l> {
    limits: &'l Limits,
    /// The names of the files that functions take as bytes.
    whole: &'l [&'static str],
    parts: Vec<Draft>,
    fields: usize,
    files: usize,
    /// How many bytes of files are in memory.
    in_memory: usize,
    spool: Spool,
}

/// Is a part, of which the last may still arrive.
struct Draft {
    head: Head,
    content: Arriving,
}

enum Arriving {
    Text(Vec<u8>),
    /// Stays in memory, however much it is.
    Whole(Pieces),
    /// Is in memory so far.
    Memory(Pieces),
    Disk(Range<u64>),
}

impl<'l> Assembly<'l> {
    /// Begins a form. What is too much for memory goes to `spool`, but for files of the names in `whole`.
    pub(crate) fn new(limits: &'l Limits, whole: &'l [&'static str], spool: Spool) -> Self {
        Self { limits, whole, parts: Vec::new(), fields: 0, files: 0, in_memory: 0, spool }
    }

    /// Adds what came next.
    ///
    /// # Errors
    ///
    /// 400 if it is beyond the limits.
    pub(crate) fn add(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Begin(head) => self.begin(head),
            Event::Data(data) => self.fill(data),
            Event::End => Ok(()),
        }
    }

    fn begin(&mut self, head: Head) -> Result<(), Error> {
        let Limits { form_fields_max, form_files_max, .. } = *self.limits;
        let content = if head.file_name.is_some() {
            self.files += 1;
            if self.files > form_files_max {
                return Err(bad(format!("Too many files. Maximum number of files is {form_files_max}.")));
            }
            match self.whole.contains(&&*head.name) {
                true => Arriving::Whole(Pieces::default()),
                false => Arriving::Memory(Pieces::default()),
            }
        } else {
            self.fields += 1;
            if self.fields > form_fields_max {
                return Err(bad(format!("Too many fields. Maximum number of fields is {form_fields_max}.")));
            }
            Arriving::Text(Vec::new())
        };
        self.parts.push(Draft { head, content });
        Ok(())
    }

    fn fill(&mut self, data: Bytes) -> Result<(), Error> {
        let Limits { form_field_bytes_max, form_memory_bytes_max, .. } = *self.limits;
        let draft = self.parts.last_mut().expect("content comes after a head");
        match &mut draft.content {
            Arriving::Text(text) if text.len() + data.len() > form_field_bytes_max => {
                return Err(bad(format!("Part exceeded maximum size of {}KB.", form_field_bytes_max / 1024)));
            }
            Arriving::Text(text) => text.extend_from_slice(&data),
            Arriving::Whole(pieces) => pieces.push(data),
            Arriving::Memory(pieces) if self.in_memory + data.len() <= form_memory_bytes_max => {
                self.in_memory += data.len();
                pieces.push(data);
            }
            Arriving::Memory(pieces) => {
                let pieces = mem::take(pieces);
                self.in_memory -= pieces.len();
                let start = self.spool.position();
                for piece in pieces.into_list() {
                    self.spool.push(piece);
                }
                self.spool.push(data);
                draft.content = Arriving::Disk(start..self.spool.position());
            }
            Arriving::Disk(range) => {
                self.spool.push(data);
                range.end = self.spool.position();
            }
        }
        Ok(())
    }

    /// Writes to disk what is to go there, if it is much.
    ///
    /// # Errors
    ///
    /// 507 if there is no room.
    pub(crate) async fn make_room(&mut self) -> Result<(), Error> {
        self.spool.make_room().await
    }

    /// Returns the form.
    ///
    /// # Errors
    ///
    /// 507 if there is no room on disk.
    pub(crate) async fn finish(self) -> Result<Form, Error> {
        let Self { parts, spool, .. } = self;
        let spooled = spool.finish().await?;
        let parts = parts.into_iter().map(|Draft { head, content }| {
            let Head { name, file_name, headers } = head;
            let file = |content| {
                let file_name = file_name.unwrap_or_default();
                Content::File(Arc::new(FilePart { file_name, headers, content }))
            };
            let content = match content {
                Arriving::Text(text) => Content::Text(decode(text)),
                Arriving::Whole(pieces) | Arriving::Memory(pieces) => file(spooled.in_memory(pieces.into_bytes())),
                Arriving::Disk(range) => file(spooled.stored(range)),
            };
            Part { name, content }
        });
        Ok(Form(parts.collect()))
    }
}
