//! Which functions run while a person opens a workbook and looks at it: found by running them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{CodeSection, Function, Instruction, MemArg, MemorySection, RawSection, SectionId};

use super::PRIMARY;
use super::module::Module;
use crate::program;
use crate::repo::Repo;

const PAGE: u64 = 64 * 1024;

/// For each function that is not imported, whether it ran.
pub(super) fn run(repo: &Repo, dist: &Path, module: &Module<'_>) -> Result<Vec<bool>> {
    let folder = repo.target.join("split");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let place = |name: &str| folder.join(name);
    let first = module.memories.first().context("a module without memory")?.initial * PAGE;
    let copy = |from: &Path, to: &str| {
        fs::copy(from, place(to)).map(|_| ()).with_context(|| from.display().to_string())
    };
    copy(&dist.join("worker.js"), "worker.mjs")?;
    fs::write(place(PRIMARY), probed(module, first)?).with_context(|| folder.display().to_string())?;
    let ran = place("ran");
    program::run(
        Command::new("node")
            .arg(repo.root.join("xtask").join("src").join("split").join("profile.mjs"))
            .args([
                place("worker.mjs"),
                place(PRIMARY),
                repo.root.join("tests").join("fixtures"),
                ran.clone(),
            ])
            .args([first.to_string(), module.bodies.len().to_string()]),
    )?;
    let ran = fs::read(&ran).with_context(|| ran.display().to_string())?;
    ensure!(ran.len() == module.bodies.len(), "the run says nothing of some functions");
    Ok(ran.into_iter().map(|byte| byte != 0).collect())
}

/// The module with a probe in each function: it sets the byte of its number, from `first` on, where memory
/// is nobody's.
fn probed(module: &Module<'_>, first: u64) -> Result<Vec<u8>> {
    let mut made = wasm_encoder::Module::new();
    for (id, bytes) in &module.sections {
        match *id {
            id if id == SectionId::Memory as u8 => {
                let mut memories = MemorySection::new();
                for memory in &module.memories {
                    let mut memory = RoundtripReencoder.memory_type(*memory)?;
                    memory.minimum += (module.bodies.len() as u64).div_ceil(PAGE);
                    memories.memory(memory);
                }
                made.section(&memories);
            }
            id if id == SectionId::Code as u8 => {
                let mut code = CodeSection::new();
                for (at, body) in (0..).zip(&module.bodies) {
                    let locals = body.get_locals_reader()?.into_iter();
                    let locals = locals
                        .map(|local| {
                            let (count, ty) = local?;
                            Ok((count, RoundtripReencoder.val_type(ty)?))
                        })
                        .collect::<Result<Vec<_>>>()?;
                    let mut function = Function::new(locals);
                    function.instruction(&Instruction::I32Const(at)).instruction(&Instruction::I32Const(1));
                    function.instruction(&Instruction::I32Store8(MemArg {
                        offset: first,
                        align: 0,
                        target: wasm_encoder::MemArgTarget::Memory(0),
                        ordering: None,
                    }));
                    let mut operators = body.get_operators_reader()?.get_binary_reader();
                    let rest = operators.bytes_remaining();
                    function.raw(operators.read_bytes(rest)?.iter().copied());
                    code.function(&function);
                }
                made.section(&code);
            }
            id if id == SectionId::Custom as u8 => {}
            id => {
                made.section(&RawSection { id, data: bytes });
            }
        }
    }
    Ok(made.finish())
}
