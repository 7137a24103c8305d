// SHA-384 of the files that are fetched later, by name. The release build writes them in here; a
// build without them checks nothing.
export const INTEGRITY = {};
