/* Not compiled: gen.ts preprocesses this file and reads one JSON value per line from what comes out. */
#define RP_OP(family, name, dtypes, result, tolerance, numpy, summary) \
  {"op": #name, "family": #family, "dtypes": #dtypes, "result": #result, "tolerance": #tolerance, "numpy": numpy, "summary": summary}
#include "ops.def"
#define RP_FAMILY(name, inputs) {"family": #name, "inputs": inputs}
#include "families.def"
#define RP_ISA(name, arch, vector_bytes, align, flags) \
  {"isa": #name, "arch": #arch, "vectorBytes": vector_bytes, "align": align}
#include "isa.def"
#define RP_FUNCTION(name, result, parameters) {"function": #name, "result": #result, "parameters": #parameters}
#include "library.def"
