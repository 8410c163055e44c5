package hostinfo

import "strings"

// armParts names the ARM cores that servers have, by "implementer part" as
// /proc/cpuinfo gives them.
// https://github.com/util-linux/util-linux/blob/master/sys-utils/lscpu-arm.c
var armParts = map[string]string{
	"0x41 0xd03": "ARM Cortex-A53",
	"0x41 0xd08": "ARM Cortex-A72",
	"0x41 0xd0b": "ARM Cortex-A76",
	"0x41 0xd0c": "ARM Neoverse-N1",
	"0x41 0xd40": "ARM Neoverse-V1",
	"0x41 0xd49": "ARM Neoverse-N2",
	"0x41 0xd4f": "ARM Neoverse-V2",
	"0xc0 0xac3": "Ampere-1",
	"0xc0 0xac4": "Ampere-1a",
}

// parseCPUInfo finds the model in the text of /proc/cpuinfo: "model name" where
// there is one, else the ARM core by its numbers, else "".
func parseCPUInfo(text string) string {
	first := map[string]string{}
	for line := range strings.Lines(text) {
		key, value, found := strings.Cut(line, ":")
		key = strings.TrimSpace(key)
		if _, known := first[key]; found && !known {
			first[key] = strings.TrimSpace(value)
		}
	}
	if name := first["model name"]; name != "" {
		return name
	}
	implementer, part := first["CPU implementer"], first["CPU part"]
	if implementer == "" || part == "" {
		return ""
	}
	return orElse(armParts[implementer+" "+part], "ARM implementer "+implementer+" part "+part)
}
