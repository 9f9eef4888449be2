//! The colours of a drawing. Input: a colour, gradient or pattern of usvg. Output: components, or
//! the shading of a PDF.

use resvg::usvg::{BaseGradient, BlendMode, Color, Paint, SpreadMethod, Stop};

use super::content::Tone;
use crate::media::drawing::{DrawingShading, DrawingSpace};

/// What red, green and blue come to in light, as resvg takes masks.
const LIGHT: [f32; 3] = [0.2126, 0.7152, 0.0722];

/// The components of a colour.
pub(super) fn components(color: Color, tone: Tone) -> Vec<f32> {
    let all = [color.red, color.green, color.blue].map(|part| f32::from(part) / 255.0);
    match tone {
        Tone::Light => vec![all.iter().zip(LIGHT).map(|(part, weight)| part * weight).sum()],
        Tone::Color if color.red == color.green && color.green == color.blue => vec![all[0]],
        Tone::Color => all.to_vec(),
    }
}

/// A gradient with its coordinates.
pub(super) struct Gradient<'t> {
    pub(super) base: &'t BaseGradient,
    coords: Vec<f32>,
}

impl<'t> Gradient<'t> {
    pub(super) fn of(paint: &'t Paint) -> Option<Self> {
        match paint {
            Paint::LinearGradient(g) => {
                Some(Gradient { base: g, coords: vec![g.x1(), g.y1(), g.x2(), g.y2()] })
            }
            Paint::RadialGradient(g) => {
                let focus = [g.fx(), g.fy(), g.fr().get()];
                let end = [g.cx(), g.cy(), g.r().get()];
                Some(Gradient { base: g, coords: [focus, end].concat() })
            }
            Paint::Color(_) | Paint::Pattern(_) => None,
        }
    }

    /// Whether a shading of a PDF shows the same.
    pub(super) fn is_shading(&self) -> bool {
        let inside = match *self.coords {
            [fx, fy, fr, cx, cy, r] => (fx - cx).hypot(fy - cy) + fr < r,
            _ => true,
        };
        inside && self.base.spread_method() == SpreadMethod::Pad && !self.base.stops().is_empty()
    }

    /// Whether something shines through it.
    pub(super) fn is_translucent(&self) -> bool {
        self.base.stops().iter().any(|stop| stop.opacity().get() < 1.0)
    }

    /// Its colours.
    pub(super) fn colors(&self, tone: Tone) -> DrawingShading {
        let color = |stop: &Stop| {
            let all = components(stop.color(), tone);
            if tone == Tone::Color && all.len() == 1 { all.repeat(3) } else { all }
        };
        let space = match tone {
            Tone::Color => DrawingSpace::Rgb,
            Tone::Light => DrawingSpace::Gray,
        };
        self.shading(space, color)
    }

    /// Its opacity, as shades of grey.
    pub(super) fn opacities(&self) -> DrawingShading {
        self.shading(DrawingSpace::Gray, |stop| vec![stop.opacity().get()])
    }

    fn shading(&self, space: DrawingSpace, color: impl Fn(&Stop) -> Vec<f32>) -> DrawingShading {
        let stop = |stop: &Stop| (stop.offset().get(), color(stop));
        let mut stops: Vec<(f32, Vec<f32>)> = self.base.stops().iter().map(stop).collect();
        if let Some((_, color)) = stops.first().filter(|(offset, _)| *offset > 0.0).cloned() {
            stops.insert(0, (0.0, color));
        }
        if let Some((_, color)) = stops.last().filter(|(offset, _)| *offset < 1.0).cloned() {
            stops.push((1.0, color));
        }
        // One alone at the very start or end.
        if let [only] = &*stops {
            stops = vec![(0.0, only.1.clone()), (1.0, only.1.clone())];
        }
        DrawingShading { space, coords: self.coords.clone(), stops }
    }
}

/// The name of a blend mode in PDF, which has all but one of them.
pub(super) fn blend_name(mode: BlendMode) -> Option<&'static str> {
    Some(match mode {
        BlendMode::Normal => "Normal",
        BlendMode::Multiply => "Multiply",
        BlendMode::Screen => "Screen",
        BlendMode::Overlay => "Overlay",
        BlendMode::Darken => "Darken",
        BlendMode::Lighten => "Lighten",
        BlendMode::ColorDodge => "ColorDodge",
        BlendMode::ColorBurn => "ColorBurn",
        BlendMode::HardLight => "HardLight",
        BlendMode::SoftLight => "SoftLight",
        BlendMode::Difference => "Difference",
        BlendMode::Exclusion => "Exclusion",
        BlendMode::Hue => "Hue",
        BlendMode::Saturation => "Saturation",
        BlendMode::Color => "Color",
        BlendMode::Luminosity => "Luminosity",
        BlendMode::PlusLighter => return None,
    })
}
