package limits

// playSystemRole plays the roles that only Linux has.
func playSystemRole(role, arg string) {
	switch role {
	case "owner": // a run of its own, in the tier named
		own(Tier(arg))
	case "apart": // a child in a session of its own
		startApart()
	}
}
