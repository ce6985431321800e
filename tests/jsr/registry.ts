/**
 * JSR on the loopback interface, as far as `deno publish` and `deno run` speak to it: what is published is unpacked, held to
 * the registry's limits, and served with the checksums that Deno compares. Set `JSR_URL` to its `url`.
 *
 * @see https://jsr.io/docs/api
 */
import { createHash } from "node:crypto";

/** JSR's limits: of a package, and of a file in it. */
const MOST_BYTES = 20 * 1024 * 1024, MOST_FILE_BYTES = 4 * 1024 * 1024;

interface Version {
  exports: Record<string, string>;
  /** By path, `/mod.ts`. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  checksums: Map<string, string>;
}

/** Registers a listener on a free port; `await using` stops it. */
export class Registry {
  /** What to set `JSR_URL` to. */
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly requests: string[] = [];
  /** By `@scope/name`, then by version. */
  readonly #packages = new Map<string, Map<string, Version>>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => this.#answer(request));
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  /** The files of a version, by path. */
  files(name: string, version: string): ReadonlyMap<string, Uint8Array> {
    return this.#version(name, version).files;
  }

  /**
   * Serves other bytes than were published, until the result is disposed: under the checksum of the published ones, as a
   * download that was tampered with, or with `vouch` under their own, as a registry that lies.
   */
  tamper(name: string, version: string, path: string, bytes: Uint8Array<ArrayBuffer>, vouch = false): Disposable {
    const { files, checksums } = this.#version(name, version);
    const published = files.get(path);
    if (!published) throw new RangeError(`Expected a published file, found ${path}`);
    files.set(path, bytes);
    if (vouch) checksums.set(path, checksum(bytes));
    return {
      [Symbol.dispose]() {
        files.set(path, published);
        checksums.set(path, checksum(published));
      },
    };
  }

  #version(name: string, version: string): Version {
    const found = this.#packages.get(name)?.get(version);
    if (!found) throw new RangeError(`${name}@${version} is not published`);
    return found;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    this.requests.push(pathname);
    const api = /^\/api\/scopes\/([^/]+)\/packages\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(pathname);
    if (api) {
      const [, scope, name, version] = api;
      if (request.method === "POST" && version) {
        return await this.#publish(`@${scope}/${name}`, version, searchParams.get("config") ?? "", request);
      }
      if (version) return notFound();
      return Response.json({ scope, name, description: "", githubRepository: null });
    }
    const [, name, rest] = /^\/(@[^/]+\/[^/]+)\/(.+)$/.exec(pathname) ?? [];
    const versions = this.#packages.get(name);
    return versions ? this.#serve(name, versions, rest) : notFound();
  }

  #serve(name: string, versions: Map<string, Version>, rest: string): Response {
    if (rest === "meta.json") {
      const [scope, short] = name.slice(1).split("/");
      // Long enough ago for those who let new versions rest.
      const entries = [...versions.keys()].map((version) => [version, { createdAt: "2025-01-01T00:00:00Z" }]);
      return Response.json({ scope, name: short, latest: entries.at(-1)![0], versions: Object.fromEntries(entries) });
    }
    const meta = versions.get(/^(.+)_meta\.json$/.exec(rest)?.[1] ?? "");
    if (meta) {
      const manifest = [...meta.files].map(([path, { length }]) => [
        path,
        { size: length, checksum: meta.checksums.get(path) },
      ]);
      return Response.json({ manifest: Object.fromEntries(manifest), exports: meta.exports });
    }
    const [, version, path] = /^([^/]+)(\/.+)$/.exec(rest) ?? [];
    const bytes = versions.get(version)?.files.get(path);
    if (!bytes) return notFound();
    const type = path.endsWith(".ts") ? "text/typescript" : path.endsWith(".json") ? "application/json" : "text/plain";
    return new Response(bytes, { headers: { "content-type": `${type}; charset=utf-8` } });
  }

  async #publish(name: string, version: string, config: string, request: Request): Promise<Response> {
    if (!request.headers.get("authorization")?.startsWith("Bearer ")) return refuse(401, "missingAuth", "no token");
    const files = await unpack(await request.bytes());
    const sizes = [...files.values()].map(({ length }) => length);
    if (Math.max(...sizes) > MOST_FILE_BYTES) return refuse(400, "fileTooLarge", "a file is too large");
    if (sizes.reduce((sum, size) => sum + size) > MOST_BYTES) return refuse(400, "packageTooLarge", "too large");
    const text = files.get(config);
    if (!text) return refuse(400, "missingConfigFile", `no ${config}`);
    const own = JSON.parse(new TextDecoder().decode(text)) as {
      name: string;
      version: string;
      exports: Version["exports"];
    };
    if (own.name !== name || own.version !== version) return refuse(400, "configFileNameMismatch", own.name);
    for (const path of Object.values(own.exports)) {
      if (!files.has(path.slice(1))) return refuse(400, "configFileExportsInvalid", path);
    }
    if (!this.#packages.has(name)) this.#packages.set(name, new Map());
    const checksums = new Map([...files].map(([path, bytes]) => [path, checksum(bytes)]));
    this.#packages.get(name)!.set(version, { exports: own.exports, files, checksums });
    return Response.json({ id: crypto.randomUUID(), status: "success", error: null });
  }
}

function notFound(): Response {
  return refuse(404, "notFound", "not found");
}

function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}

function checksum(bytes: Uint8Array): string {
  return `sha256-${createHash("sha256").update(bytes).digest("hex")}`;
}

/** The regular files of a gzipped tar archive, by absolute path; as `deno publish` sends it, names are at most 100 bytes. */
async function unpack(archive: Uint8Array<ArrayBuffer>): Promise<Version["files"]> {
  const stream = new Blob([archive]).stream().pipeThrough(new DecompressionStream("gzip"));
  const tar = await new Response(stream).bytes();
  const text = (from: number, length: number) =>
    new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0.*$/s, "");
  const files: Version["files"] = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const name = text(at, 100), size = parseInt(text(at + 124, 12), 8), kind = text(at + 156, 1);
    if (kind !== "" && kind !== "0") throw new TypeError(`Expected regular files alone, found ${name} of kind ${kind}`);
    files.set(`/${name.replace(/^\.?\//, "")}`, tar.slice(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
