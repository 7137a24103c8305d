//! The two modules.
//!
//! Functions keep their numbers in the primary module. One that is not in it is there as a placeholder,
//! which brings the other module if it is not there yet and goes on through a slot of the table.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, EntityType,
    ExportKind, ExportSection, Function, FunctionSection, GlobalSection, ImportSection, Instruction, MemArg,
    RawSection, SectionId, StartSection, TableSection, ValType,
};
use wasmparser::{BinaryReader, FunctionBody};

use super::data::{Divided, Segment, Symbols};
use super::module::Module;

/// The worker's function that returns once the secondary module is in its place (`src/worker/secondary.rs`).
const BRING: &str = "bring_secondary";
/// Where the secondary module finds the primary one's exports (`src/engine/engine-worker.js`).
const FROM: &str = "primary";
/// Set once the secondary module is there; `engine-worker.js` knows by it that the module is split.
const IS_THERE: &str = "secondary_is_there";

/// A module, divided.
pub(super) struct Parts<'a> {
    module: &'a Module<'a>,
    /// By number of the function.
    is_primary: Vec<bool>,
    bring: u32,
    /// Functions of the secondary module that the primary one knows, and their slots in the table.
    slots: BTreeMap<u32, u64>,
    /// Functions of the primary module that the secondary one calls.
    shared: BTreeSet<u32>,
    data: Divided,
}

impl<'a> Parts<'a> {
    /// Divides `module`: what `ran` (by number, of those that are not imported) is primary.
    pub(super) fn new(module: &'a Module<'a>, symbols: &Symbols, ran: Vec<bool>) -> Result<Self> {
        let bring = module.exported(BRING)?;
        let mut is_primary = vec![true; module.imported];
        is_primary.extend(ran);
        let uses = module.bodies.iter().map(Uses::of).collect::<Result<Vec<_>>>()?;
        let uses_of = |function: u32| (function as usize).checked_sub(module.imported).map(|at| &uses[at]);
        // What brings the other module has to be there before it.
        let mut needed = vec![bring];
        let mut seen = BTreeSet::new();
        while let Some(function) = needed.pop() {
            is_primary[function as usize] = true;
            if let (true, Some(uses)) = (seen.insert(function), uses_of(function)) {
                needed.extend(&uses.functions);
            }
        }
        let mut known: BTreeSet<u32> = module.in_tables.iter().copied().collect();
        let functions = module.exports.iter().filter(|export| export.kind == wasmparser::ExternalKind::Func);
        known.extend(functions.map(|export| export.index));
        let (mut shared, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for (uses, is_primary) in uses.iter().zip(&is_primary[module.imported..]) {
            if *is_primary {
                known.extend(&uses.functions);
                numbers.extend(&uses.numbers);
            } else {
                shared.extend(&uses.functions);
            }
        }
        known.retain(|function| !is_primary[*function as usize]);
        shared.retain(|function| is_primary[*function as usize]);
        let first = module.tables.get(module.table()?).context("no table")?.initial;
        let slots = known.into_iter().zip(first..).collect();
        let data = symbols.divide(module, &numbers)?;
        Ok(Self { module, is_primary, bring, slots, shared, data })
    }

    /// The module to begin with.
    pub(super) fn primary(&self) -> Result<Vec<u8>> {
        let mut made = wasm_encoder::Module::new();
        for (id, bytes) in &self.module.sections {
            let reader = BinaryReader::new(bytes, 0);
            match *id {
                id if id == SectionId::Custom as u8 => {}
                id if id == SectionId::Table as u8 => {
                    made.section(&self.tables()?);
                }
                id if id == SectionId::Global as u8 => {
                    let mut globals = GlobalSection::new();
                    let reader = wasmparser::GlobalSectionReader::new(reader)?;
                    RoundtripReencoder.parse_global_section(&mut globals, reader)?;
                    globals.global(IS_THERE_TYPE, &ConstExpr::i32_const(0));
                    made.section(&globals);
                }
                id if id == SectionId::Export as u8 => {
                    let mut exports = ExportSection::new();
                    let reader = wasmparser::ExportSectionReader::new(reader)?;
                    RoundtripReencoder.parse_export_section(&mut exports, reader)?;
                    self.export(&mut exports)?;
                    made.section(&exports);
                }
                id if id == SectionId::DataCount as u8 => {
                    made.section(&DataCountSection { count: u32::try_from(self.data.kept.len())? });
                }
                id if id == SectionId::Code as u8 => {
                    made.section(&self.primary_code()?);
                }
                id if id == SectionId::Data as u8 => {
                    made.section(&data(&self.data.kept));
                }
                id => {
                    made.section(&RawSection { id, data: bytes });
                }
            }
        }
        self.name_features(&mut made);
        Ok(made.finish())
    }

    /// The module that comes after it.
    pub(super) fn secondary(&self) -> Result<Vec<u8>> {
        let own =
            || (0_u32..).zip(&self.is_primary).filter(|(_, is_primary)| !**is_primary).map(|(at, _)| at);
        let numbers: BTreeMap<u32, u32> = self.shared.iter().copied().chain(own()).zip(0..).collect();
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for function in own() {
            functions.function(self.ty(function)?);
            let body = &self.module.bodies[function as usize - self.module.imported];
            Renumbered(&numbers).parse_function_body(&mut code, body.clone()).map_err(named)?;
        }
        // The last one says that all the others are there; it is called when they are.
        let start = u32::try_from(numbers.len())?;
        functions.function(self.ty(self.bring)?);
        let mut body = Function::new([]);
        body.instruction(&Instruction::I32Const(1));
        body.instruction(&Instruction::GlobalSet(self.is_there()?)).instruction(&Instruction::End);
        code.function(&body);

        let in_table: Vec<u32> =
            self.slots.keys().filter_map(|function| numbers.get(function).copied()).collect();
        let mut elements = ElementSection::new();
        if let Some(first) = self.slots.values().next() {
            let table = u32::try_from(self.module.table()?)?;
            let first = ConstExpr::i32_const(i32::try_from(*first)?);
            elements.active(Some(table), &first, Elements::Functions(in_table.into()));
        }
        let types = self.module.sections.iter().find(|(id, _)| *id == SectionId::Type as u8);
        let (id, types) = types.context("a module without types")?;
        let mut made = wasm_encoder::Module::new();
        made.section(&RawSection { id: *id, data: types })
            .section(&self.imports()?)
            .section(&functions)
            .section(&StartSection { function_index: start })
            .section(&elements)
            .section(&code)
            .section(&data(&self.data.moved));
        self.name_features(&mut made);
        Ok(made.finish())
    }

    /// wasm-opt reads there what it may use.
    fn name_features(&self, made: &mut wasm_encoder::Module) {
        let is_it = |bytes: &[u8]| bytes.get(1..).is_some_and(|name| name.starts_with(b"target_features"));
        let custom = self.module.sections.iter().filter(|(id, _)| *id == SectionId::Custom as u8);
        for (id, data) in custom.filter(|(_, bytes)| is_it(bytes)) {
            made.section(&RawSection { id: *id, data });
        }
    }

    /// The tables of the primary module, with slots for the functions that are not in it.
    fn tables(&self) -> Result<TableSection> {
        let mut tables = TableSection::new();
        for table in self.grown()? {
            tables.table(RoundtripReencoder.table_type(table)?);
        }
        Ok(tables)
    }

    fn grown(&self) -> Result<Vec<wasmparser::TableType>> {
        let mut tables = self.module.tables.clone();
        let table = tables.get_mut(self.module.table()?).context("no table")?;
        let more = self.slots.len() as u64;
        table.initial += more;
        table.maximum = table.maximum.map(|maximum| maximum + more);
        Ok(tables)
    }

    /// What the secondary module takes from the primary one.
    fn export(&self, exports: &mut ExportSection) -> Result<()> {
        for function in &self.shared {
            exports.export(&format!("f{function}"), ExportKind::Func, *function);
        }
        for (table, _) in (0..).zip(&self.module.tables) {
            exports.export(&format!("t{table}"), ExportKind::Table, table);
        }
        for (memory, _) in (0..).zip(&self.module.memories) {
            exports.export(&format!("m{memory}"), ExportKind::Memory, memory);
        }
        for (global, _) in (0..).zip(&self.module.globals) {
            exports.export(&format!("g{global}"), ExportKind::Global, global);
        }
        exports.export(IS_THERE, ExportKind::Global, self.is_there()?);
        Ok(())
    }

    /// The other side of `export`, in the same order.
    fn imports(&self) -> Result<ImportSection> {
        let mut imports = ImportSection::new();
        for function in &self.shared {
            imports.import(FROM, &format!("f{function}"), EntityType::Function(self.ty(*function)?));
        }
        for (at, table) in self.grown()?.into_iter().enumerate() {
            imports.import(FROM, &format!("t{at}"), RoundtripReencoder.table_type(table)?);
        }
        for (at, memory) in self.module.memories.iter().enumerate() {
            imports.import(FROM, &format!("m{at}"), RoundtripReencoder.memory_type(*memory)?);
        }
        for (at, global) in self.module.globals.iter().enumerate() {
            imports.import(FROM, &format!("g{at}"), RoundtripReencoder.global_type(*global)?);
        }
        imports.import(FROM, IS_THERE, IS_THERE_TYPE);
        Ok(imports)
    }

    fn primary_code(&self) -> Result<CodeSection> {
        let mut code = CodeSection::new();
        let functions = (0_u32..).zip(&self.is_primary).skip(self.module.imported);
        for ((function, is_primary), body) in functions.zip(&self.module.bodies) {
            match self.slots.get(&function) {
                _ if *is_primary => code.raw(body.as_bytes()),
                Some(slot) => code.function(&self.placeholder(function, *slot)?),
                None => {
                    let mut never = Function::new([]);
                    never.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
                    code.function(&never)
                }
            };
        }
        Ok(code)
    }

    fn placeholder(&self, function: u32, slot: u64) -> Result<Function> {
        let parameters =
            self.module.type_of(function as usize).context("a function of no type")?.params().len();
        let mut body = Function::new([]);
        body.instruction(&Instruction::GlobalGet(self.is_there()?));
        body.instruction(&Instruction::I32Eqz).instruction(&Instruction::If(BlockType::Empty));
        body.instruction(&Instruction::Call(self.bring)).instruction(&Instruction::End);
        for parameter in 0..u32::try_from(parameters)? {
            body.instruction(&Instruction::LocalGet(parameter));
        }
        body.instruction(&Instruction::I32Const(i32::try_from(slot)?));
        let (type_index, table_index) = (self.ty(function)?, u32::try_from(self.module.table()?)?);
        body.instruction(&Instruction::CallIndirect { type_index, table_index })
            .instruction(&Instruction::End);
        Ok(body)
    }

    /// The number of the global that says whether the secondary module is there.
    fn is_there(&self) -> Result<u32> {
        Ok(u32::try_from(self.module.globals.len())?)
    }

    fn ty(&self, function: u32) -> Result<u32> {
        self.module.functions.get(function as usize).copied().context("a function of no type")
    }
}

const IS_THERE_TYPE: wasm_encoder::GlobalType =
    wasm_encoder::GlobalType { val_type: ValType::I32, mutable: true, shared: false };

fn data(segments: &[Segment]) -> DataSection {
    let mut section = DataSection::new();
    for (at, bytes) in segments {
        section.active(0, &ConstExpr::i32_const(at.cast_signed()), bytes.iter().copied());
    }
    section
}

/// What a function's body has in it.
#[derive(Default)]
struct Uses {
    /// Functions it calls or takes the address of.
    functions: BTreeSet<u32>,
    /// Numbers that may be addresses of data.
    numbers: BTreeSet<u32>,
}

impl Uses {
    fn of(body: &FunctionBody<'_>) -> Result<Self> {
        let mut uses = Self::default();
        uses.parse_function_body(&mut CodeSection::new(), body.clone()).map_err(named)?;
        Ok(uses)
    }
}

impl Reencode for Uses {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        self.functions.insert(function);
        Ok(function)
    }

    fn mem_arg(&mut self, arg: wasmparser::MemArg) -> Result<MemArg, Error> {
        self.numbers.extend(u32::try_from(arg.offset));
        RoundtripReencoder.mem_arg(arg)
    }

    fn instruction<'a>(&mut self, operator: wasmparser::Operator<'a>) -> Result<Instruction<'a>, Error> {
        if let wasmparser::Operator::I32Const { value } = operator {
            self.numbers.insert(value.cast_unsigned());
        }
        wasm_encoder::reencode::utils::instruction(self, operator)
    }
}

/// Gives functions the numbers they have in the secondary module.
struct Renumbered<'a>(&'a BTreeMap<u32, u32>);

impl Reencode for Renumbered<'_> {
    type Error = u32;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<u32>> {
        self.0.get(&function).copied().ok_or(Error::UserError(function))
    }
}

fn named<E: std::fmt::Debug>(error: Error<E>) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}
