//! Which data the primary module keeps: what its functions may look at, and what that points to.
//!
//! Addresses are plain numbers in a finished module; what they mean is told by the linker, whose output
//! (`--emit-relocs`) names every static and every place that has an address of one in it.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    DataKind, KnownCustom, Linking, Operator, Parser, Payload, RelocSectionReader, RelocationEntry,
    RelocationType, SymbolInfo,
};

use super::module::Module;

/// Zeros that are worth a segment of their own: memory is zero anyway.
const GAP: usize = 16;

/// One static, or several that overlap.
#[derive(Debug, PartialEq)]
struct Piece {
    place: Range<u32>,
    /// Code computes with an address outside of it, so that nobody can say who uses it.
    is_pinned: bool,
    /// Pieces it has addresses of.
    points_to: Vec<usize>,
}

/// Bytes and where in memory they go.
pub(super) type Segment = (u32, Vec<u8>);

/// Data of the primary module, and of the secondary one.
pub(super) struct Divided {
    pub(super) kept: Vec<Segment>,
    pub(super) moved: Vec<Segment>,
}

/// The statics of a program, by their places in memory.
pub(super) struct Symbols {
    pieces: Vec<Piece>,
}

impl Symbols {
    /// Reads what the linker says of the program that `module` was made of.
    pub(super) fn parse(linked: &[u8], module: &Module<'_>) -> Result<Self> {
        let linked = Linked::parse(linked)?;
        ensure!(
            module.image()? == linked.image,
            "the worker was linked anew since wasm-bindgen saw it: build again"
        );
        let mut places: Vec<Range<u32>> = linked.symbols.iter().flatten().cloned().collect();
        places.sort_unstable_by_key(|place| (place.start, place.end));
        let mut pieces: Vec<Piece> = Vec::new();
        for place in places {
            match pieces.last_mut() {
                Some(last) if place.start < last.place.end => {
                    last.place.end = last.place.end.max(place.end);
                }
                _ => pieces.push(Piece { place, is_pinned: false, points_to: Vec::new() }),
            }
        }
        let mut symbols = Self { pieces };
        for (place, entry) in &linked.in_data {
            if let (Some(from), Some(address)) = (symbols.having(*place), linked.address(entry)) {
                let targets: Vec<usize> = symbols.meant(address).collect();
                symbols.pieces[from].points_to.extend(targets);
            }
        }
        for entry in &linked.in_code {
            let Some(Some(symbol)) = linked.symbols.get(entry.index as usize) else { continue };
            let is_inside = linked.address(entry).is_some_and(|at| (symbol.start..=symbol.end).contains(&at));
            if let (false, Some(piece)) = (is_inside, symbols.having(symbol.start)) {
                symbols.pieces[piece].is_pinned = true;
            }
        }
        Ok(symbols)
    }

    /// Where the data are that code with these numbers in it may look at.
    pub(super) fn kept(&self, numbers: &BTreeSet<u32>) -> Vec<Range<u32>> {
        let pinned = self.pieces.iter().enumerate().filter(|(_, piece)| piece.is_pinned).map(|(at, _)| at);
        let mut open: Vec<usize> = numbers.iter().flat_map(|number| self.meant(*number)).collect();
        open.extend(pinned);
        let mut is_kept = vec![false; self.pieces.len()];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut is_kept[at], true) {
                open.extend(&self.pieces[at].points_to);
            }
        }
        let kept = self.pieces.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
        kept.map(|(piece, _)| piece.place.clone()).collect()
    }

    /// Divides the data of a module by what its primary functions, with these numbers in them, may look at.
    pub(super) fn divide(&self, module: &Module<'_>, numbers: &BTreeSet<u32>) -> Result<Divided> {
        let (first, image) = module.image()?;
        let mut moves = vec![false; image.len()];
        let inside = |place: &Range<u32>| {
            place.start.checked_sub(first).map_or(0, |at| at as usize)
                ..(place.end.saturating_sub(first) as usize).min(image.len())
        };
        for piece in &self.pieces {
            moves[inside(&piece.place)].fill(true);
        }
        for place in self.kept(numbers) {
            moves[inside(&place)].fill(false);
        }
        let [kept, moved] = [false, true].map(|side| segments(first, &image, &moves, side));
        Ok(Divided { kept, moved })
    }

    /// The piece that has the byte at `address`.
    fn having(&self, address: u32) -> Option<usize> {
        let behind = self.pieces.partition_point(|piece| piece.place.start <= address);
        let at = behind.checked_sub(1)?;
        self.pieces[at].place.contains(&address).then_some(at)
    }

    /// The pieces an address may mean: its first byte after the end of one is where the next one begins.
    fn meant(&self, address: u32) -> impl Iterator<Item = usize> {
        let behind = self.pieces.partition_point(|piece| piece.place.start <= address);
        let ends_here = move |at: &usize| self.pieces[*at].place.end == address;
        let before = behind.saturating_sub(2)..behind;
        self.having(address).into_iter().chain(before.filter(ends_here))
    }
}

#[cfg(test)]
impl Symbols {
    pub(super) fn at(places: impl IntoIterator<Item = Range<u32>>) -> Self {
        let piece = |place| Piece { place, is_pinned: false, points_to: Vec::new() };
        Self { pieces: places.into_iter().map(piece).collect() }
    }

    pub(super) fn pointing(mut self, from: usize, to: usize) -> Self {
        self.pieces[from].points_to.push(to);
        self
    }

    pub(super) fn pinned(mut self, at: usize) -> Self {
        self.pieces[at].is_pinned = true;
        self
    }
}

/// The stretches of one side, without long runs of zeros. None reaches over a byte of the other side: that
/// may be another by the time the secondary module comes.
fn segments(first: u32, image: &[u8], moves: &[bool], side: bool) -> Vec<Segment> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for (at, (byte, moves)) in image.iter().zip(moves).enumerate() {
        is_open &= *moves == side;
        if *moves != side || *byte == 0 {
            continue;
        }
        match found.last_mut() {
            Some(last) if is_open && at - last.end < GAP => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
        is_open = true;
    }
    let placed =
        |part: Range<usize>| Some((first + u32::try_from(part.start).ok()?, image.get(part)?.to_vec()));
    found.into_iter().filter_map(placed).collect()
}

/// What the linker left.
#[derive(Default)]
struct Linked {
    image: (u32, Vec<u8>),
    /// Where each symbol is, if it is data.
    symbols: Vec<Option<Range<u32>>>,
    in_code: Vec<RelocationEntry>,
    /// With the places in memory that have the addresses.
    in_data: Vec<(u32, RelocationEntry)>,
}

impl Linked {
    fn parse(bytes: &[u8]) -> Result<Self> {
        let mut linked = Self::default();
        let mut module = Module::default();
        // Where each segment is in memory, and where its bytes are in the section.
        let mut segments: Vec<(u32, Range<u32>)> = Vec::new();
        let mut is_told = false;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::DataSection(section) => {
                    let start = section.range().start;
                    for segment in section {
                        let segment = segment?;
                        let DataKind::Active { offset_expr, .. } = segment.kind else {
                            bail!("passive data")
                        };
                        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                            bail!("data at a place that is not known");
                        };
                        let end = u32::try_from(segment.range.end - start)?;
                        segments.push((value.cast_unsigned(), end - u32::try_from(segment.data.len())?..end));
                        module.data.push((value.cast_unsigned(), segment.data));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        is_told = true;
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(symbols) = part? {
                                for symbol in symbols {
                                    linked.symbols.push(place(&symbol?, &segments));
                                }
                            }
                        }
                    }
                    KnownCustom::Reloc(relocations) if section.name() == "reloc.CODE" => {
                        linked.in_code = addresses(relocations)?;
                    }
                    KnownCustom::Reloc(relocations) if section.name() == "reloc.DATA" => {
                        let entries = addresses(relocations)?;
                        linked.in_data = entries
                            .into_iter()
                            .map(|entry| {
                                let holds = |(_, file): &&(u32, Range<u32>)| file.contains(&entry.offset);
                                let (at, file) = segments.iter().find(holds).context("an address nowhere")?;
                                Ok((at + (entry.offset - file.start), entry))
                            })
                            .collect::<Result<_>>()?;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        ensure!(is_told, "the worker was linked without --emit-relocs");
        linked.image = module.image()?;
        Ok(linked)
    }

    /// The address that a relocation puts in its place.
    fn address(&self, entry: &RelocationEntry) -> Option<u32> {
        let symbol = self.symbols.get(entry.index as usize)?.as_ref()?;
        u32::try_from(i64::from(symbol.start) + entry.addend).ok()
    }
}

fn place(symbol: &SymbolInfo<'_>, segments: &[(u32, Range<u32>)]) -> Option<Range<u32>> {
    let SymbolInfo::Data { symbol: Some(symbol), .. } = symbol else { return None };
    let (at, _) = segments.get(symbol.index as usize)?;
    Some(at + symbol.offset..at + symbol.offset + symbol.size)
}

/// Those relocations that are addresses in memory.
fn addresses(section: RelocSectionReader<'_>) -> Result<Vec<RelocationEntry>> {
    use RelocationType as Type;

    let mut found = Vec::new();
    for entry in section.entries() {
        let entry = entry?;
        match entry.ty {
            Type::MemoryAddrLeb | Type::MemoryAddrSleb | Type::MemoryAddrI32 => found.push(entry),
            Type::FunctionIndexLeb
            | Type::FunctionIndexI32
            | Type::TableIndexSleb
            | Type::TableIndexI32
            | Type::TypeIndexLeb
            | Type::GlobalIndexLeb
            | Type::TableNumberLeb => {}
            other => bail!("a relocation that nobody expects here: {other:?}"),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_never_reaches_over_the_other_side() {
        let check = |image: &[u8], moves: &[u8], expected: [&[(u32, &[u8])]; 2]| {
            let moves: Vec<bool> = moves.iter().map(|side| *side == 1).collect();
            for (side, expected) in [false, true].into_iter().zip(expected) {
                let found = segments(10, image, &moves, side);
                let found: Vec<(u32, &[u8])> =
                    found.iter().map(|(at, bytes)| (*at, bytes.as_slice())).collect();
                assert_eq!(found, expected, "{image:?} {moves:?} {side}");
            }
        };
        check(&[1, 0, 2], &[0, 0, 0], [&[(10, &[1, 0, 2])], &[]]);
        check(&[1, 0, 2], &[0, 1, 0], [&[(10, &[1]), (12, &[2])], &[]]);
        check(&[0, 1, 2, 0, 3], &[0, 0, 1, 1, 0], [&[(11, &[1]), (14, &[3])], &[(12, &[2])]]);
        let far = [[1].as_slice(), &[0; 40], &[2]].concat();
        check(&far, &[0; 42], [&[(10, &[1]), (51, &[2])], &[]]);
    }
}
