import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { findDifferences, findFaults, shouldPrint } from "../../notebooks/tools/check.ts";
import { type Notebook, parseNotebook } from "../../notebooks/tools/ipynb.ts";

const stdout = (text: string) => ({ output_type: "stream", name: "stdout", text });
const value = (data: Record<string, unknown>) => ({ output_type: "execute_result", data });
const thrown = { output_type: "error", ename: "TypeError", evalue: "bad", traceback: [] };

function notebook(cells: { source: string; outputs?: unknown[]; tags?: string[] }[]): Notebook {
  const kernelspec = { name: "raptors", display_name: "Deno (Raptors)", language: "typescript" };
  return parseNotebook(JSON.stringify({
    nbformat: 4,
    metadata: { kernelspec },
    cells: cells.map(({ source, outputs = [], tags }) => {
      return { cell_type: "code", source, metadata: tags ? { tags } : {}, outputs };
    }),
  }));
}

Deno.test("shouldPrint() is true where a cell ends with an expression or calls console.log", () => {
  const prints = [
    "a;",
    "const a = 1;\na.sum();",
    "plot.bar({\n  x,\n});",
    "await plot.line(x, y);",
    "[1, 2];",
    "x = 5;",
    "a; // shown",
    "{\n  console.log(1);\n}",
    "typeOf(a);",
    "using_it(a);",
  ];
  for (const source of prints) assertEquals([source, shouldPrint(source)], [source, true]);
});

Deno.test("shouldPrint() is false where a cell ends with a declaration, a block or void", () => {
  const silent = [
    `import * as rt from "@raptors/core";`,
    "const a = 1;",
    "const f = () => {\n  return 1;\n};",
    "function f() {\n  return 1;\n}",
    "{\n  a.sum();\n}",
    "for (const x of y) {\n  x;\n}",
    "void rt.setThreads(1);",
    "const a = 1; // console.log(a)",
    "a;\n// an afterthought\nconst b = 1;",
    "const rows = text.split(\n  ` `,\n);",
    "",
  ];
  for (const source of silent) assertEquals([source, shouldPrint(source)], [source, false]);
});

Deno.test("findFaults() names cells that threw and cells that should have printed", () => {
  const faults = findFaults(notebook([
    { source: "const a = 1;" },
    { source: "a;" },
    { source: "a;", outputs: [value({ "text/plain": "1" })] },
    { source: "const b = bad();", outputs: [stdout("so far\n"), thrown] },
  ]));
  assertEquals(faults, [
    "code cell 2 (a;) should print something, and did not",
    "code cell 4 (const b = bad();) threw TypeError: bad",
  ]);
});

Deno.test("findDifferences() compares text and every mime type, however they are stored", () => {
  const source = "a;";
  const before = [value({ "text/plain": ["one\n", "two"], "text/html": "<b>" })];
  const same = [value({ "text/html": "<b>", "text/plain": "one\ntwo" })];
  const other = [value({ "text/plain": "one\ntwo", "text/html": "<i>" })];
  const compare = (found: unknown[], expected: unknown[]) =>
    findDifferences(notebook([{ source, outputs: found }]), notebook([{ source, outputs: expected }]));
  assertEquals(compare(same, before), []);
  assertStringIncludes(compare(other, before)[0], "code cell 1 (a;), output 1: expected [[");
  assertEquals(compare([...same, stdout("x")], before), ["code cell 1 (a;), output 2: expected nothing, found x"]);
  assertEquals(compare([], [stdout("x")]), ["code cell 1 (a;), output 1: expected x, found nothing"]);
});

Deno.test("findDifferences() compares only the kinds of outputs of cells that are tagged varies", () => {
  const compare = (found: unknown[], expected: unknown[]) => {
    const [a, b] = [found, expected].map((outputs) => notebook([{ source: "a;", outputs, tags: ["varies"] }]));
    return findDifferences(a, b);
  };
  assertEquals(compare([stdout("2 ms")], [stdout("3 ms")]), []);
  assertEquals(compare([value({ a: 1, b: 2 })], [value({ b: 3, a: 4 })]), []);
  assertEquals(compare([value({ a: 1 })], [value({ a: 1, b: 2 })]).length, 1);
  assertEquals(compare([stdout("2 ms"), stdout("x")], [stdout("3 ms")]).length, 1);
});

Deno.test("parseNotebook() refuses what is no notebook", () => {
  assertThrows(() => parseNotebook(`{"nbformat": 3, "cells": []}`));
  assertThrows(() => parseNotebook("{"));
});
