/** The files below a folder whose names end in `suffix`, as paths relative to it, sorted. */
export function walkSync(folder: URL, suffix: string, prefix = ""): string[] {
  const files: string[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) {
      files.push(...walkSync(new URL(`${entry.name}/`, folder), suffix, `${prefix}${entry.name}/`));
    } else if (entry.name.endsWith(suffix)) files.push(prefix + entry.name);
  }
  return files.sort();
}
