package sim

type past struct{}

func (h *past) fill(t float64, full []float64)               {}
func (h *past) addTimeDerivative(t float64, y, ft []float64) {}
