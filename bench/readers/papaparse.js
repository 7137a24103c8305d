import Papa from "papaparse";

export function read(file, sample) {
  return new Promise((resolve, reject) => {
    Papa.parse(file, {
      skipEmptyLines: true,
      error: reject,
      complete: ({ data }) =>
        resolve({ rows: data.length, ids: sample.map((row) => String(data[row - 1]?.[0] ?? "")) }),
    });
  });
}
