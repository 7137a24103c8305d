//! A module of a few functions, divided and run by Node.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction as Do, MemArg,
    MemArgTarget, MemorySection, MemoryType, RefType, TableSection, TableType, TypeSection, ValType,
};

use super::data::Symbols;
use super::module::Module;
use super::parts::Parts;

/// `hot(x)` is `cold(x) + called(x) + 5`, where `cold(x)` is `x + 7` and `called(x)`, through the table,
/// `cold(x) * 2`: 5 and 7 are data.
fn example() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("host", "bring", EntityType::Function(0));
    let mut functions = FunctionSection::new();
    functions.function(0).function(1).function(1).function(1);
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 2,
        maximum: Some(2),
        shared: false,
    });
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut globals = GlobalSection::new();
    globals.global(
        GlobalType { val_type: ValType::I32, mutable: true, shared: false },
        &ConstExpr::i32_const(3),
    );
    let mut exports = ExportSection::new();
    exports.export("bring_secondary", ExportKind::Func, 1);
    exports.export("hot", ExportKind::Func, 2);
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([4].as_slice().into()));
    let load =
        |offset| Do::I32Load(MemArg { offset, align: 2, target: MemArgTarget::Memory(0), ordering: None });
    let (x, zero) = (Do::LocalGet(0), Do::I32Const(0));
    let bodies: [&[Do<'_>]; 4] = [
        &[Do::Call(0)],
        &[
            x.clone(),
            Do::Call(3),
            x.clone(),
            Do::I32Const(1),
            Do::CallIndirect { type_index: 1, table_index: 0 },
            Do::I32Add,
            zero.clone(),
            load(2000),
            Do::I32Add,
        ],
        &[x.clone(), zero, load(1000), Do::I32Add],
        &[x, Do::Call(3), Do::I32Const(2), Do::I32Mul],
    ];
    let mut code = CodeSection::new();
    for body in bodies {
        let mut function = Function::new([]);
        for instruction in body {
            function.instruction(instruction);
        }
        code.function(function.instruction(&Do::End));
    }
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(1000), [7]);
    data.active(0, &ConstExpr::i32_const(2000), [5]);
    let mut module = wasm_encoder::Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
    module.section(&globals).section(&exports).section(&elements).section(&code).section(&data);
    module.finish()
}

#[test]
fn both_modules_together_do_what_the_whole_did() {
    let whole = example();
    let module = Module::parse(&whole).unwrap();
    let symbols = Symbols::at([1000..1004, 2000..2004]);
    // What brings the other module is primary though it never ran.
    let parts = Parts::new(&module, &symbols, vec![false, true, false, false]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("primary.wasm"), parts.primary().unwrap()).unwrap();
    fs::write(folder.path().join("secondary.wasm"), parts.secondary().unwrap()).unwrap();
    let script = r#"
        const { readFileSync } = require("node:fs");
        const module = (name) => new WebAssembly.Module(readFileSync(name));
        const secondary = module("secondary.wasm");
        let brought = 0;
        const bring = () => (brought += 1, new WebAssembly.Instance(secondary, { primary: exports }));
        const { exports } = new WebAssembly.Instance(module("primary.wasm"), { host: { bring } });
        const byte = (at) => new Uint8Array(exports.m0.buffer)[at];
        const told = [byte(1000), byte(2000), exports.secondary_is_there.value];
        told.push(exports.hot(1), exports.hot(2), brought, exports.secondary_is_there.value);
        console.log(told.join(" "));
    "#;
    let ran = Command::new("node").args(["-e", script]).current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    // (1 + 7) + 2 * (1 + 7) + 5, and the same of 2.
    assert_eq!(told.trim(), "0 5 0 29 32 1 1", "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn data_stay_that_a_primary_function_may_reach() {
    let symbols = Symbols::at([100..104, 104..108, 200..208, 300..304]).pointing(2, 3).pinned(0);
    let check = |numbers: &[u32], expected: &[u32]| {
        let kept = symbols.kept(&BTreeSet::from_iter(numbers.iter().copied()));
        let starts: Vec<u32> = kept.iter().map(|place| place.start).collect();
        assert_eq!(starts, expected, "{numbers:?}");
    };
    // The first one always stays.
    check(&[], &[100]);
    check(&[105], &[100, 104]);
    // Where one ends the next begins: either may be meant.
    check(&[108], &[100, 104]);
    check(&[203], &[100, 200, 300]);
    check(&[99, 150, 4_000_000_000], &[100]);
}
