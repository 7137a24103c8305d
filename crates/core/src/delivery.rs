//! placeholder
/// x
pub struct Delivery;
