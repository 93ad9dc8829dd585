"""The pioneer stores (红旗先锋门店) of Jinniu District: what they are checked for, and how far the roll-out is."""
