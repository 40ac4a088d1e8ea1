//! Derives `brigade::Model`: the description of a type, and the check of its constraints.
//!
//! The way is parse → model → check → expand, a file each. Deserialising is serde's alone: this reads serde's
//! attributes and describes what serde will do.

mod case;
mod check;
mod expand;
mod parse;
mod serde;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{DeriveInput, ExprPath, Generics, Ident, Member, Type};

use crate::{
    report::Report,
    settings::{Set, Settings},
};

/// Expands `#[derive(Model)]`.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut report = Report::default();
    let model = parse::model(&input, &mut report);
    if let Some(model) = &model {
        check::model(model, &mut report);
    }
    match (report.finish(()), model) {
        (Ok(()), Some(model)) => expand::model(&model),
        (Ok(()), None) => TokenStream::new(),
        (Err(error), _) => {
            // Without an implementation every use of the type would be a second error that explains nothing.
            let stub = expand::stub(&input);
            let errors = error.into_compile_error();
            quote::quote!(#errors #stub)
        }
    }
}

/// Holds everything that a type's declaration says about its JSON.
struct Model {
    ident: Ident,
    generics: Generics,
    doc: String,
    settings: ContainerSettings,
    shape: Shape,
}

/// Holds what `#[model(…)]` says.
#[derive(Default)]
struct ContainerSettings {
    title: Option<Set<String>>,
    description: Option<Set<String>>,
    examples: Option<Set<Vec<syn::Expr>>>,
    json_schema_extra: Option<Set<syn::Expr>>,
    defaults_required: Option<Set<bool>>,
    validate: Option<Set<ExprPath>>,
    integers: Option<Set<bool>>,
    inline: Option<Set<bool>>,
}

/// Says what JSON a type is.
enum Shape {
    /// An object.
    Struct(Fields),
    /// What its one field is.
    Newtype(Box<Newtype>),
    /// An array of fixed length.
    Tuple(Vec<Field>),
    /// One of several constants.
    Enumeration(Vec<Constant>),
    /// One of several types.
    Union { tag: Option<Tag>, variants: Vec<Variant> },
}

/// Holds the named fields of a struct or a variant.
struct Fields {
    fields: Vec<Field>,
    deny_unknown: bool,
}

/// Holds the one field of a struct that has no name on the wire.
struct Newtype {
    field: Field,
    /// Whether serde passes absence through; it does so only for `#[serde(transparent)]`.
    transparent: bool,
    /// Whether the struct has other fields, which are never on the wire.
    others: bool,
}

/// Is a value of an enumeration.
struct Constant {
    ident: Ident,
    /// The string on the wire; `None` if the discriminant is.
    name: Option<String>,
}

/// Says where a union's value says which variant it is.
struct Tag {
    name: String,
    /// The key that holds the variant's content; without one the content is around the tag.
    content: Option<String>,
}

/// Is a branch of a union.
struct Variant {
    ident: Ident,
    /// The tag's value.
    name: String,
    doc: String,
    content: Content,
}

/// Says what a variant holds.
enum Content {
    Unit,
    Newtype(Box<Field>),
    Tuple(Vec<Field>),
    Struct(Fields),
}

/// Is a field that some JSON has.
struct Field {
    member: Member,
    ty: Type,
    doc: String,
    /// The key in requests.
    name: String,
    /// The key in responses.
    name_out: String,
    /// Further keys that requests may have instead.
    aliases: Vec<String>,
    /// Whether the key in requests is not what the field is called.
    renamed: bool,
    default: Option<FieldDefault>,
    ways: Ways,
    flatten: bool,
    /// Whether a function of the user's reads it; serde then takes no absence for `None`.
    reads_itself: bool,
    settings: Settings,
    /// The name of the static that holds its pattern.
    pattern: Ident,
}

/// Says which directions have a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ways {
    Both,
    Input,
    Output,
}

/// Says where the value of an absent field comes from.
#[derive(Clone)]
enum FieldDefault {
    /// `#[serde(default)]` on the field.
    Type,
    /// `#[serde(default = "path")]` on the field.
    Path(ExprPath),
    /// `#[serde(default)]` on the struct.
    Struct,
    /// `#[serde(default = "path")]` on the struct.
    StructPath(ExprPath),
}

impl Field {
    fn is_input(&self) -> bool {
        self.ways != Ways::Output
    }

    /// Returns the field's place, for messages.
    fn place(&self) -> &dyn ToTokens {
        match &self.member {
            Member::Named(name) => name,
            Member::Unnamed(_) => &self.ty,
        }
    }
}

impl Model {
    /// Returns every field that some JSON has.
    fn fields(&self) -> Vec<&Field> {
        match &self.shape {
            Shape::Struct(fields) => fields.fields.iter().collect(),
            Shape::Newtype(newtype) => vec![&newtype.field],
            Shape::Tuple(fields) => fields.iter().collect(),
            Shape::Enumeration(_) => Vec::new(),
            Shape::Union { variants, .. } => variants.iter().flat_map(Variant::fields).collect(),
        }
    }
}

impl Variant {
    fn fields(&self) -> Vec<&Field> {
        match &self.content {
            Content::Unit => Vec::new(),
            Content::Newtype(field) => vec![field],
            Content::Tuple(fields) => fields.iter().collect(),
            Content::Struct(fields) => fields.fields.iter().collect(),
        }
    }
}
