//! A core WebAssembly module, as far as splitting it needs to know it.

use anyhow::{Result, bail, ensure};
use wasmparser::{
    DataKind, ElementItems, ElementKind, Export, ExternalKind, FuncType, FunctionBody, GlobalType,
    MemoryType, Operator, Parser, Payload, TableType, TypeRef,
};

/// The sections of one module.
#[derive(Default)]
pub(super) struct Module<'a> {
    /// Sections as they stand, with their numbers and in their order.
    pub(super) sections: Vec<(u8, &'a [u8])>,
    pub(super) types: Vec<FuncType>,
    /// How many of `functions` are imported; those come first.
    pub(super) imported: usize,
    /// The type of each function.
    pub(super) functions: Vec<u32>,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<GlobalType>,
    pub(super) exports: Vec<Export<'a>>,
    /// Functions that stand in a table.
    pub(super) in_tables: Vec<u32>,
    /// Of the functions that are not imported.
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// Where in memory they go, and what they are.
    pub(super) data: Vec<(u32, &'a [u8])>,
}

impl<'a> Module<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section()
                && let Some(section) = bytes.get(usize::try_from(range.start)?..usize::try_from(range.end)?)
            {
                module.sections.push((id, section));
            }
            module.take(payload)?;
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => {
                for group in types {
                    for ty in group?.into_types() {
                        self.types.push(ty.unwrap_func().clone());
                    }
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    match import?.ty {
                        TypeRef::Func(ty) => self.functions.push(ty),
                        other => bail!("an import that is no function: {other:?}"),
                    }
                }
                self.imported = self.functions.len();
            }
            Payload::FunctionSection(functions) => {
                for ty in functions {
                    self.functions.push(ty?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                self.memories = memories.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                self.exports = exports.into_iter().collect::<Result<_, _>>()?
            }
            Payload::ElementSection(elements) => {
                for element in elements {
                    let element = element?;
                    let (ElementKind::Active { .. }, ElementItems::Functions(functions)) =
                        (element.kind, element.items)
                    else {
                        bail!("a table that is filled by other means than a list of functions");
                    };
                    self.in_tables.extend(functions.into_iter().collect::<Result<Vec<_>, _>>()?);
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(segments) => {
                for segment in segments {
                    let segment = segment?;
                    let DataKind::Active { offset_expr, .. } = segment.kind else {
                        bail!("data that code puts in memory");
                    };
                    match offset_expr.get_operators_reader().read()? {
                        Operator::I32Const { value } => self.data.push((value.cast_unsigned(), segment.data)),
                        other => bail!("data at a place that is not known: {other:?}"),
                    }
                }
            }
            Payload::StartSection { .. } => bail!("a start function"),
            _ => {}
        }
        Ok(())
    }

    /// The type of a function.
    pub(super) fn type_of(&self, function: usize) -> Option<&FuncType> {
        self.types.get(*self.functions.get(function)? as usize)
    }

    /// The table of functions, which calls by address go through.
    pub(super) fn table(&self) -> Result<usize> {
        let is_one = |table: &TableType| table.element_type == wasmparser::RefType::FUNCREF;
        let mut tables = self.tables.iter().enumerate().filter(|(_, table)| is_one(table));
        match (tables.next(), tables.next()) {
            (Some((at, _)), None) => Ok(at),
            _ => bail!("not one table of functions"),
        }
    }

    /// The function that is exported as `name`.
    pub(super) fn exported(&self, name: &str) -> Result<u32> {
        let mut functions = self.exports.iter().filter(|export| export.kind == ExternalKind::Func);
        match functions.find(|export| export.name == name) {
            Some(export) => Ok(export.index),
            None => bail!("no function is exported as {name}"),
        }
    }

    /// What memory holds from the first byte of data on.
    pub(super) fn image(&self) -> Result<(u32, Vec<u8>)> {
        let first = self.data.iter().map(|(at, _)| *at).min().unwrap_or_default();
        let mut image = Vec::new();
        for (at, bytes) in &self.data {
            let from = (at - first) as usize;
            image.resize(image.len().max(from + bytes.len()), 0);
            ensure!(image.len() >= from + bytes.len(), "data beyond the image");
            image[from..from + bytes.len()].copy_from_slice(bytes);
        }
        Ok((first, image))
    }
}
