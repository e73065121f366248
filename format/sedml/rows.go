package sedml

// Row is one line of a report: the values of the ranges around it, and one number a column; a nil number is missing, since columns may
// differ in length.
type Row struct {
	Keys   []Key
	Values []*float64
}

// Rows lays a report out, one line for each time of each single simulation. Keys gives the ranges of the blocks of a
// generator. A column that has one block stands beside every block of the others.
func (r *Report) Rows(of func(*Generator) Values, keys func(*Generator) [][]Key) []Row {
	columns := make([]Values, len(r.Columns))
	blocks := 0
	var around [][]Key
	for i, c := range r.Columns {
		columns[i] = of(c.Data)
		if len(columns[i]) > blocks {
			blocks = len(columns[i])
			around = keys(c.Data)
		}
	}
	var out []Row
	for b := range blocks {
		height := 0
		for _, c := range columns {
			height = max(height, len(c.block(b)))
		}
		for k := range height {
			row := Row{Values: make([]*float64, len(columns))}
			if b < len(around) {
				row.Keys = around[b]
			}
			for i, c := range columns {
				if v := c.block(b); k < len(v) && (b == 0 || len(v) > 1 || len(c) > 1) {
					row.Values[i] = &v[k]
				}
			}
			out = append(out, row)
		}
	}
	return out
}
