package house

import (
	"path/filepath"
	"sync"
	"testing"
)

// The repository itself, held to every rule.

var load = sync.OnceValues(func() (*Tree, error) { return Load(filepath.Join("..", "..")) })

func repository(t *testing.T) *Tree {
	t.Helper()
	tree, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Go(true)) < 10 {
		t.Fatalf("only %d Go files found: the root is wrong", len(tree.Go(true)))
	}
	return tree
}

func report(t *testing.T, found []Finding) {
	t.Helper()
	for _, f := range found {
		t.Error(f)
	}
}

func TestImportsKeepToTheFloors(t *testing.T) {
	report(t, CheckFloors(repository(t), Floors, Visitors))
}

func TestProductsAreRounded(t *testing.T) {
	report(t, CheckRounding(repository(t), NumericPackages))
}

func TestPackagesSayWhatTheyMustNotKnow(t *testing.T) {
	report(t, CheckPackageComments(repository(t)))
}

func TestExportedNamesAreDocumented(t *testing.T) {
	report(t, CheckDocComments(repository(t)))
}

func TestFilesHoldOneIdea(t *testing.T) {
	report(t, CheckSizes(repository(t)))
}

func TestNoMachinePathsOrLooseEnds(t *testing.T) {
	report(t, CheckWords(repository(t)))
}

func TestNoCgo(t *testing.T) {
	report(t, CheckCgo(repository(t)))
}
