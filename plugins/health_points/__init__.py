"""First-aid kits (应急医药箱) at places, and family doctor contact points (家庭医生联络点)."""
