package house

// place is where a package stands. A package may import packages of lower floors, and of its own
// floor only those named in Beside: that is the order within a floor.
type place struct {
	// Path is a directory of the module; a trailing "/..." covers everything below it.
	Path   string
	Floor  int
	Beside []string
	// Only, when not nil, replaces the rule: just these may be imported.
	Only []string
	// Never lists what a package must not import although the floor would allow it.
	Never []string
	// Why is printed with a breach of Only or Never.
	Why string
}

// noDrug keeps the engine a general simulator: facts and science meet it further up.
var noDrug = []string{"evidence", "library", "qualification"}

const whyNoDrug = "the engine and the formats are a general simulator that knows no drug and no evidence"

// Floors is the list of the design. A new package gets its line here, on the lowest floor from which
// it can see what it needs; the direction does not turn.
var Floors = []place{
	// Data: one embed.go each, visible from floor 1 up.
	{Path: "library", Floor: 0, Only: []string{}, Why: "data directories embed files and import nothing"},
	{Path: "qualification", Floor: 0, Only: []string{}, Why: "data directories embed files and import nothing"},

	{Path: "diag", Floor: 0, Never: noDrug},
	{Path: "unit", Floor: 0, Beside: []string{"diag"}, Never: noDrug},
	{Path: "rng", Floor: 0, Never: noDrug},
	{Path: "stat", Floor: 0, Never: noDrug},
	{Path: "stat/laplace", Floor: 0, Never: noDrug},
	{Path: "stat/mixed", Floor: 0, Never: noDrug},
	{Path: "stat/sensitivity", Floor: 0, Beside: []string{"rng", "stat"}, Never: noDrug},

	{Path: "evidence", Floor: 1},
	{Path: "evidence/results", Floor: 1},
	{Path: "engine/fpmath", Floor: 1, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/model", Floor: 1, Beside: []string{"engine/fpmath"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/dose", Floor: 1, Beside: []string{"engine/fpmath"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/dose/dosetest", Floor: 1, Beside: []string{"engine/dose", "engine/fpmath"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/experiment", Floor: 1, Beside: []string{"engine/dose"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/result", Floor: 1, Beside: []string{"engine/experiment"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/linalg", Floor: 1, Beside: []string{"engine/fpmath"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/fluxbalance", Floor: 1, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/ode", Floor: 1, Beside: []string{"engine/fpmath", "engine/linalg"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/ode/odetest", Floor: 1, Beside: []string{"engine/fpmath", "engine/linalg", "engine/ode"}, Never: noDrug, Why: whyNoDrug},

	{Path: "engine/compile", Floor: 2, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/vm", Floor: 2, Beside: []string{"engine/compile"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/jit", Floor: 2, Beside: []string{"engine/compile", "engine/vm"}, Never: noDrug, Why: whyNoDrug},

	{Path: "engine/sim", Floor: 3, Beside: []string{"engine/sim/event", "engine/sim/draw", "engine/sim/ssa"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/sim/ssa", Floor: 3, Beside: []string{"engine/sim/event", "engine/sim/draw"}, Never: noDrug, Why: whyNoDrug},
	{Path: "engine/sim/...", Floor: 3, Never: noDrug, Why: whyNoDrug},
	{Path: "format/...", Floor: 3, Beside: []string{"format/..."}, Never: append([]string{"engine/vm", "engine/jit"}, noDrug...), Why: "a reader produces a model or an experiment and stops: no simulation, no drug"},

	{Path: "jak/form", Floor: 4},
	{Path: "jak/drug", Floor: 4, Beside: []string{"jak/form"}},
	{Path: "jak/pk", Floor: 4, Beside: []string{"jak/drug"}},
	{Path: "jak/binding", Floor: 4, Beside: []string{"jak/drug", "jak/pk"}},
	{Path: "jak/receptor", Floor: 4, Beside: []string{"jak/drug", "jak/binding"}},
	{Path: "jak/coverage", Floor: 4, Beside: []string{"jak/drug", "jak/pk", "jak/binding", "jak/receptor"}},
	{Path: "jak/engagement", Floor: 4, Beside: []string{"jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/coverage"}},
	{Path: "jak/inhibit", Floor: 4, Beside: []string{"jak/drug", "jak/pk", "jak/binding", "jak/receptor"}},
	{Path: "jak/design", Floor: 4, Beside: []string{"jak/form", "jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/coverage"}},
	{Path: "jak/pathway", Floor: 4, Beside: []string{"jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/coverage"}},
	{Path: "jak/bench", Floor: 4, Beside: []string{"jak/form", "jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/pathway"}},
	{Path: "jak/blockade", Floor: 4, Beside: []string{"jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/coverage"}},
	{Path: "jak/biomarker", Floor: 4, Beside: []string{"jak/blockade", "jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/coverage", "jak/pathway"}},
	{Path: "jak/disease", Floor: 4, Beside: []string{"jak/blockade", "jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/coverage", "jak/pathway", "jak/biomarker"}},
	{Path: "jak/safety", Floor: 4, Beside: []string{"jak/form", "jak/blockade", "jak/drug", "jak/pk", "jak/binding", "jak/receptor", "jak/coverage", "jak/pathway", "jak/biomarker", "jak/disease"}},

	{Path: "population", Floor: 5},
	{Path: "trial", Floor: 5, Beside: []string{"population"}},
	{Path: "fit/...", Floor: 5, Beside: []string{"population", "trial"}},

	{Path: "jak/statements", Floor: 5, Beside: []string{"fit/..."}},

	{Path: "report", Floor: 6, Only: []string{"diag", "unit", "stat"}, Why: "report draws neutral structures; callers word them"},
	{Path: "web", Floor: 0, Only: []string{}, Why: "data directories embed files and import nothing"},
	{Path: "server/store", Floor: 6, Only: []string{}, Why: "a store keeps bytes and knows nothing of what they mean"},
	{Path: "server/store/storetest", Floor: 6, Only: []string{"server/store"}, Why: "a suite knows the promises of what it tests, no database"},
	{Path: "server/jobs", Floor: 6, Only: []string{"diag", "server/store"}, Why: "jobs carry out what others hand them"},
	{Path: "server", Floor: 6, Only: []string{"diag", "report", "server/jobs", "server/store"}, Why: "the server answers requests; pages come from outside, so that an address and a verb cannot differ"},
	{Path: "cmd/jakstat", Floor: 6, Beside: []string{"report", "server", "server/jobs", "server/store"}},

	{Path: "internal/house", Floor: 0, Only: []string{}, Why: "the house reads the other packages as files"},
	{Path: "internal/load", Floor: 0, Only: []string{}, Why: "the load asks the built program over HTTP"},
	{Path: "internal/house/testcount", Floor: 0, Only: []string{}, Why: "the counter reads the output of go test"},
}

// visitor is a chosen module and where it may appear.
type visitor struct {
	Path string
	// In lists package paths, "/..." as in place; nil means in test files only.
	In []string
}

// Visitors is the list of third-party modules. Anything else needs a reason in RATIONALE.md first.
var Visitors = []visitor{
	{"github.com/spf13/cobra", []string{"cmd/jakstat"}},
	{"github.com/spf13/pflag", []string{"cmd/jakstat"}},
	{"github.com/goccy/go-yaml", []string{"evidence", "jak/...", "format/...", "population", "trial", "fit", "cmd/jakstat"}},
	{"golang.org/x/term", []string{"report", "cmd/jakstat"}},
	{"gonum.org/v1/gonum", []string{"stat", "stat/laplace", "stat/mixed", "fit/...", "jak/...", "format/...", "engine/fluxbalance"}},
	{"github.com/danielgtaylor/huma/v2", []string{"server"}},
	{"github.com/prometheus/client_golang", []string{"server"}},
	{"golang.org/x/time", []string{"server"}},
	{"modernc.org/sqlite", []string{"server/store"}},
	{"github.com/jackc/pgx/v5", []string{"server/store"}},
	{"github.com/cockroachdb/datadriven", nil},
	{"pgregory.net/rapid", nil},
}
