/** `npm run test:signers`: interoperability with signers that are neither samlify nor xml-crypto, as far as they are installed. */
import { lasso } from "./lasso.ts";
import { pysaml2 } from "./pysaml2.ts";
import { runSigners } from "./run-signers.ts";
import { xmlsec1 } from "./xmlsec1.ts";

process.exitCode = await runSigners([xmlsec1, pysaml2, lasso], {
  print: (line) => console.log(line),
  verbose: process.argv.includes("--verbose"),
});
