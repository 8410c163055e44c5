package lambdaapi

import (
	"slices"
	"strconv"
)

// errRevision is AWS's answer to a RevisionId that has been overtaken.
var errRevision = faultf(codePrecondition, "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id")

// editable returns the configuration that an update of $LATEST starts from. It
// is refused while another update is in progress, and for a revision id that
// is not the latest one; "" asks for none.
func (r *registry) editable(name, revisionID string) (config, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, err := r.changeable(name)
	if err != nil {
		return config{}, err
	}
	if revisionID != "" && revisionID != f.latest.revisionID {
		return config{}, errRevision
	}
	return f.latest.config, nil
}

// changeable finds a function whose $LATEST nobody else is changing.
func (r *registry) changeable(name string) (*function, error) {
	f := r.find(name)
	if f == nil {
		return nil, r.notFound(name, "")
	}
	return f, r.idle(f)
}

// idle refuses a change of $LATEST while another is in progress.
func (r *registry) idle(f *function) error {
	switch {
	case f.creating:
		return faultf(codeConflict, "The operation cannot be performed at this time. The function is currently in the following state: Pending")
	case f.next != nil:
		return faultf(codeConflict, "The operation cannot be performed at this time. An update is in progress for resource: %s", r.arn(f.name, ""))
	}
	return nil
}

// update gives $LATEST a new configuration. Invocations run the old one until
// the update is done; then its environments finish their work and end.
func (r *registry) update(name string, c config, publish bool) (view, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, err := r.changeable(name)
	if err != nil {
		return view{}, err
	}
	f.next = r.newVersion(name, latest, c)
	out := f.view(f.latest, r.arn(name, ""))
	f.due = r.now().Add(r.delay)
	if publish { // the version is of the new code, which $LATEST is then as well
		r.settle(f)
		v := r.publish(f, c.Description)
		return f.view(v, r.arn(name, v.rev.Version)), nil
	}
	if r.delay <= 0 {
		r.settle(f)
	}
	return out, nil
}

// publication is what PublishVersion asks for.
type publication struct {
	Description *string
	CodeSha256  string
	RevisionId  string
}

// publishLatest publishes $LATEST; when it has not changed since the last
// time, that version is returned and none is made.
func (r *registry) publishLatest(name string, p publication) (view, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, err := r.changeable(name)
	if err != nil {
		return view{}, err
	}
	if p.RevisionId != "" && p.RevisionId != f.latest.revisionID {
		return view{}, errRevision
	}
	if sum := f.latest.config.CodeSha256; p.CodeSha256 != "" && p.CodeSha256 != sum {
		return view{}, faultf(codeInvalidParameter, "CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST.", p.CodeSha256, sum)
	}
	description := f.latest.config.Description
	set(&description, p.Description)
	v := r.publish(f, description)
	return f.view(v, r.arn(name, v.rev.Version)), nil
}

// publish makes a version of $LATEST, or returns the last one if it is the same.
func (r *registry) publish(f *function, description string) *version {
	if n := len(f.versions); n > 0 && f.versions[n-1].rev.Version == strconv.Itoa(f.published) && f.last.equal(f.latest.config) {
		return f.versions[n-1]
	}
	f.published++
	f.last = f.latest.config
	c := f.latest.config
	c.Description = description
	v := r.newVersion(f.name, strconv.Itoa(f.published), c)
	f.versions = append(f.versions, v)
	f.latest.revisionID = newID()
	return v
}

// versionsOf returns $LATEST and the published versions of a function.
func (r *registry) versionsOf(name string) ([]view, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return nil, r.notFound(name, "")
	}
	return slices.Clip(r.allVersions(f)), nil
}
