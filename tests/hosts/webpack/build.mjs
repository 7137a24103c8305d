// What `webpack build` does, without its command line.
import webpack from "webpack";

import config from "./webpack.config.js";

webpack(config, (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
});
