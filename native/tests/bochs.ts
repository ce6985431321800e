/**
 * Runs the C test runner on a CPU that qemu-user does not have, AVX-512's: under Bochs, which emulates a whole PC. That PC
 * boots Linux from a disc with the runner as its only program, and writes to its serial port.
 */
import { dirname } from "node:path";
import { execute } from "../compile.ts";
import { NATIVE_DIR } from "../build.ts";
import { exists } from "./runner.ts";

/** Where `.ci/run` puts a kernel of Debian's, unpacked and not installed. */
const LINUX = `${NATIVE_DIR}build/linux/vmlinuz`;

const FILES = [LINUX, "/bin/busybox", "/usr/lib/grub/i386-pc/cdboot.img"];
const COMMANDS = ["bochs", "grub-mkrescue", "xorriso"];

/** What is missing to boot a PC under Bochs; undefined if nothing is. */
export function missingForBochs(): string | undefined {
  const file = FILES.find((path) => {
    try {
      return !Deno.statSync(path).isFile;
    } catch {
      return true;
    }
  });
  return file ?? COMMANDS.find((name) => !exists(name));
}

/**
 * Linux's first process. The kernel's messages go to the same port, so that the runner's lines are told from them by
 * coming after BOOTED. It takes a while until the port has written what it was given.
 */
const init = (args: string[]) =>
  `#!/bin/busybox sh
busybox() { /bin/busybox "$@"; }
busybox mount -t proc proc /proc
busybox mount -t sysfs sysfs /sys
busybox mount -t devtmpfs dev /dev
exec >/dev/console 2>&1
echo BOOTED
/bin/runner ${args.map((arg) => `'${arg}'`).join(" ")}
echo EXIT $?
busybox sleep 1
busybox poweroff -f
`;

/**
 * What Bochs 2.7 says of the size of XSAVEC's and XSAVES' areas is not what Linux computes, which then does without XSAVE,
 * hence without AVX: bits 1 and 3 of CPUID's word 10 are cleared. One CPU is all there is.
 */
const GRUB = `set timeout=0
menuentry tests {
  linux /boot/vmlinuz console=ttyS0 quiet mitigations=off tsc=reliable nosmp clearcpuid=321,323
  initrd /boot/initrd.gz
}
`;

const configuration = (dir: string, cpu: string) =>
  `config_interface: textconfig
display_library: term
cpu: model=${cpu}, count=1, ips=100000000
memory: guest=1024, host=1024
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios-stdvga.bin
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=${dir}/disc.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=${dir}/serial.txt
log: ${dir}/bochs.log
panic: action=fatal
`;

/**
 * Bochs draws on a terminal of its own, which has to be read or it waits; and, as Debian builds it, takes a debugger's
 * commands: to begin, and to leave when the PC is off.
 */
const START = `
cd "$1" && rm -f serial.txt
TERM=linux bochs -q -f bochsrc -rc begin 2>&1 </dev/null | while read -r line; do
  echo "$line"
  screen=$(echo "$line" | sed -n 's/^Bochs connected to screen "\\(.*\\)"$/\\1/p')
  [ -z "$screen" ] || cat "$screen" >/dev/null &
done >screen.txt
tr -d '\\r' <serial.txt | sed '1,/^BOOTED$/d; /^EXIT/,$d'
grep -q '^EXIT ' serial.txt || tail -n 20 serial.txt bochs.log
grep -q '^EXIT 0' serial.txt
`;

/**
 * Writes the disc; the command that starts it, prints what the runner prints, and succeeds if it does.
 *
 * @param cpu Bochs's name of the CPU
 * @param runner linked statically; the files go beside it
 */
export async function underBochs(cpu: string, runner: string, args: string[]): Promise<string[]> {
  const dir = `${dirname(runner)}/bochs`;
  const root = `${dir}/root`, boot = `${dir}/disc/boot`;
  for (const path of [`${root}/bin`, `${root}/dev`, `${root}/proc`, `${root}/sys`, `${boot}/grub`]) {
    Deno.mkdirSync(path, { recursive: true });
  }
  Deno.copyFileSync("/bin/busybox", `${root}/bin/busybox`);
  Deno.copyFileSync(runner, `${root}/bin/runner`);
  Deno.writeTextFileSync(`${root}/init`, init(args), { mode: 0o755 });
  Deno.copyFileSync(LINUX, `${boot}/vmlinuz`);
  Deno.writeTextFileSync(`${boot}/grub/grub.cfg`, GRUB);
  Deno.writeTextFileSync(`${dir}/bochsrc`, configuration(dir, cpu));
  Deno.writeTextFileSync(`${dir}/begin`, "continue\nquit\n");
  const pack = 'cd "$1" && find . | /bin/busybox cpio -o -H newc | gzip >"$2"';
  await execute("sh", ["-c", pack, "pack", root, `${boot}/initrd.gz`]);
  await execute("grub-mkrescue", ["-o", `${dir}/disc.iso`, `${dir}/disc`]);
  return ["sh", "-c", START, "start", dir];
}
